/**
 * kill -9 at every named moment before the publication; tests/long repeats it. The other moments are in a file of their
 * own, so that both run side by side.
 */
import { BEFORE_PUBLICATION, testPoints } from '../support/faults.ts'

testPoints('kill -9 before the publication', BEFORE_PUBLICATION)

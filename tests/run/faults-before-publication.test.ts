/**
 * kill -9 before the publication, at one moment of each kind; tests/long has all of them. The other moments are in a file of
 * their own, so that both run side by side.
 */
import { testPoints } from '../support/faults.ts'

testPoints('kill -9 before the publication', [
  'run:started',
  'schemas:created',
  'stage:after',
  'check:after:9',
  'work:done',
])

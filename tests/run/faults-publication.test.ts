/** kill -9 at every named moment inside the publication and after its commit; tests/long repeats it. */
import { AFTER_COMMIT, IN_PUBLICATION, testPoints } from '../support/faults.ts'

testPoints('kill -9 in the publication and after it', [...IN_PUBLICATION, ...AFTER_COMMIT])

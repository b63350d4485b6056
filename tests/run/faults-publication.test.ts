/** kill -9 at every named moment inside the publication and after its commit; tests/long repeats it. */
import { AFTER_COMMIT, IN_PLACE, IN_PUBLICATION, testPoints } from '../support/faults.ts'

testPoints('kill -9 in the publication and after it', [...IN_PUBLICATION, ...AFTER_COMMIT])

// Seeds and views are swapped beside the tables that stay: still one moment.
testPoints(
  'kill -9 while rows are replaced in place',
  [...IN_PLACE, 'publish:before-commit', 'stages:dropping'],
  { config: 'models: {+on_publish: in_place}\n' },
)

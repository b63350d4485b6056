/** kill -9 inside the publication and after its commit, at one moment of each kind; tests/long has all of them. */
import { testPoints } from '../support/faults.ts'

testPoints('kill -9 in the publication and after it', [
  'publish:before-begin',
  'publish:after-locks',
  'publish:after-stage-moved',
  'publish:before-commit',
  'publish:after-commit',
  'stages:dropping',
  'maintained',
])

// Seeds and views are swapped beside the tables that stay: still one moment.
testPoints('kill -9 while rows are replaced in place', ['publish:rows-written'], {
  config: 'models: {+on_publish: in_place}\n',
})

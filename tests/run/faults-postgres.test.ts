/** kill -9 on PostgreSQL, at one moment of each kind; tests/long has all of them. */
import { testPoints } from '../support/faults.ts'

testPoints(
  'kill -9 on PostgreSQL',
  [
    'stage:after:20',
    'publish:after-locks',
    'publish:before-commit',
    'publish:after-commit',
    'stages:dropping',
  ],
  { engine: 'postgres' },
)

testPoints(
  'kill -9 on PostgreSQL while rows are replaced in place',
  ['publish:rows-deleted', 'publish:rows-written', 'publish:before-commit', 'publish:after-commit'],
  { engine: 'postgres', config: 'models: {+on_publish: in_place}\n' },
)

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
  'postgres',
)

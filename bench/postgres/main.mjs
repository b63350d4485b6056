/**
 * `npm run bench:postgres [-- PATH/gen.mjs]`: loading, building and checking on a PostgreSQL server against psql doing
 * the same by hand, and against dbt where it is installed. Needs DATABASE_URL, psql and a built dist/; everything is
 * done in a database of its own, which is dropped at the end.
 */
import { resolve } from 'node:path'
import { warnWhenBusy } from '../measure.mjs'
import { checks } from './checks.mjs'
import { withDatabase } from './database.mjs'
import { load } from './load.mjs'
import { refresh } from './refresh.mjs'
import { tables } from './tables.mjs'

const generator = resolve(process.argv[2] ?? '../shared/bench/gen.mjs')

warnWhenBusy()
withDatabase(database => {
  load(database)
  console.log()
  tables(database, generator)
  console.log()
  checks(database, generator)
  console.log()
  refresh(database, generator)
})
warnWhenBusy()

/**
 * `npm run bench:postgres [-- PATH/gen.mjs [PART...]]`: loading, building and checking on a PostgreSQL server against psql
 * doing the same by hand, and against dbt and SQLMesh where they are installed. Parts: load, tables, checks, refresh;
 * default: all. Needs DATABASE_URL, psql and a built dist/; everything is done in a database of its own, which is dropped
 * at the end.
 */
import { resolve } from 'node:path'
import { warnWhenBusy } from '../measure.mjs'
import { checks } from './checks.mjs'
import { withDatabase } from './database.mjs'
import { load } from './load.mjs'
import { refresh } from './refresh.mjs'
import { tables } from './tables.mjs'

const PARTS = { load, tables, checks, refresh }

const [given, ...chosen] = process.argv.slice(2)
const generator = resolve(given ?? '../shared/bench/gen.mjs')
const parts = chosen.length > 0 ? chosen : Object.keys(PARTS)
const unknown = parts.find(name => !(name in PARTS))
if (unknown !== undefined)
  throw new Error(`no part ${unknown}; there are ${Object.keys(PARTS).join(', ')}`)

warnWhenBusy()
withDatabase(database => {
  for (const [at, name] of parts.entries()) {
    if (at > 0) console.log()
    PARTS[name](database, generator)
  }
})
warnWhenBusy()

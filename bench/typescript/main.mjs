/**
 * `node bench/typescript/main.mjs [ROWS]`: a TypeScript model that only transforms, as `model run` of a project of its own,
 * against a script by hand (by-hand.mjs). Aims: 2.5 times its time, 150 MB. Needs psql, DATABASE_URL of a server on which
 * it may create a database, a built dist/ and a quiet machine.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compared, MODEL, millis, run, say, usage, warnWhenBusy } from '../measure.mjs'
import { withDatabase } from '../postgres/database.mjs'

const count = Number(process.argv[2] ?? 100_000)
const byHand = fileURLToPath(new URL('./by-hand.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'model-typescript-bench-'))

const FILES = {
  'project.yml': `name: bench
target: postgres
targets:
  postgres: {adapter: postgres, url: '{{env "DATABASE_URL"}}'}
`,
  'models/schema.yml': `sources:
  - name: core
    tables: [{name: orders}]
`,
  'models/totals.ts': `import { defineModel, z } from 'sql-model'

interface Order { order_id: string; customer: string; price: string; quantity: number; status: string; ordered_at: string }

export default defineModel({
  refs: ['core.orders'],
  columns: z.object({
    order_id: z.string().meta({ type: 'bigint' }),
    customer: z.string(),
    total: z.string().meta({ type: 'numeric(14,2)' }),
    size: z.enum(['large', 'small']),
    ordered_on: z.iso.date(),
    tags: z.array(z.string()),
  }),
  async *rows(ctx) {
    for await (const row of ctx.refs['core.orders']<Order>()) {
      const total = (Number(row.price) * row.quantity).toFixed(2)
      const size = Number(total) > 500 ? 'large' : 'small'
      yield {
        order_id: row.order_id, customer: row.customer.trim(), total, size,
        ordered_on: row.ordered_at.slice(0, 10), tags: [row.status, size],
      }
    }
  },
})
`,
}

for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
try {
  withDatabase(measure)
} finally {
  rmSync(folder, { recursive: true })
}

function measure(database) {
  warnWhenBusy()
  database.ask(`create schema core;
create table core.orders as
select n::bigint as order_id, 'Customer ' || n % 5000 || ' ' as customer, (n * 7919 % 100000 / 100.0)::numeric(12,2) as price,
  1 + n % 9 as quantity, (array['placed','paid','sent'])[1 + n % 3] as status,
  timestamptz '2026-01-01 UTC' + n * interval '1 minute' as ordered_at
from generate_series(1, ${count}) as n;
analyze core.orders`)
  const options = { env: database.env }
  const words = [MODEL, 'run', '--project-dir', folder, '--quiet']
  const { times, ratios } = compared(
    {
      'by hand': () => run([byHand], { ...options, cwd: dirname(byHand) }),
      'model run': () => run(words, options),
    },
    3,
  )
  refuseDifference(database)
  say(`by hand, ${count} rows`, millis(times['by hand']))
  const ratio = ratios['model run']
  const aim = { text: '<= 2.5 x', met: ratio <= 2.5 }
  say('model run: start, plan, rows, publication', millis(times['model run']))
  say('  against by hand', `${ratio.toFixed(2)} x`, aim)
  const used = usage(words, options)
  const hand = usage([byHand], options)
  say('  processor, against by hand', `${(used.processor / hand.processor).toFixed(2)} x`)
  say('  memory', `${used.megabytes.toFixed(0)} MB`, {
    text: '<= 150 MB',
    met: used.megabytes <= 150,
  })
  say('memory by hand', `${hand.megabytes.toFixed(0)} MB`)
}

/** Both must have made the same. */
function refuseDifference(database) {
  const differs = `select count(*) from (table totals except table by_hand) as different`
  const found = database.ask(differs)
  if (String(found).trim() !== '0') throw new Error(`${found} rows differ`)
}

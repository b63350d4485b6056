/** Which of the tables that a run makes the planner knows by statistics. */
import { expect, it } from 'vitest'
import { keepEngineOpen, rows, run, writeProject } from '../support/project.ts'

keepEngineOpen()

const series = (count: number) => `select n from generate_series(1, ${count}) as n`
const csv = (count: number) => `n\n${Array.from({ length: count }, (_, n) => `${n}\n`).join('')}`

it('a run gathers statistics of tables and seeds that autovacuum would look at, of no smaller ones', async () => {
  const root = writeProject({
    'models/few.sql': `{{config materialized="table"}}${series(49)}`,
    'models/enough.sql': `{{config materialized="table"}}${series(50)}`,
    'models/held.sql': `{{config materialized="table"}}${series(50)}`,
    'models/schema.yml': `models:
  - name: held
    config: {contract: {enforced: true}, indexes: [{columns: [n]}]}
    columns: [{name: n, data_type: integer}]
`,
    'seeds/few_seeds.csv': csv(49),
    'seeds/enough_seeds.csv': csv(50),
  })
  expect((await run(root)).status).toBe('success')
  const known = await rows(
    root,
    "select distinct tablename::text as name from pg_stats where attname = 'n'",
  )
  expect(known.map(({ name }) => name).sort()).toEqual(['enough', 'enough_seeds', 'held'])
})

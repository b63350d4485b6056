/** A CSV of 1,000,000 rows and 8 columns: `model seed` against psql's \copy into the same table. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { compared, MODEL, run, say, seconds, usage } from '../measure.mjs'
import { withFolder } from '../synthetic.mjs'
import { dbt, dbtVersion } from './dbt.mjs'

const ROWS = 1_000_000
const ROUNDS = 5
/** dbt inserts row by row: a file of this size is enough to see it. */
const DBT_ROWS = 10_000

const COLUMNS = {
  id: 'integer',
  customer_id: 'integer',
  ordered_at: 'timestamptz',
  status: 'text',
  amount: 'numeric(12,2)',
  quantity: 'integer',
  is_gift: 'boolean',
  note: 'text',
}
const STATUSES = ['placed', 'paid', 'shipped', 'returned']

/** Types declared, so that the file is read once; start-up is what `model query "select 1"` takes. */
export function load(database) {
  withFolder(folder => {
    const { env } = database
    const file = writeProject(folder, ROWS)
    const words = [MODEL, '--project-dir', folder]
    const seed = [...words, 'seed', '--full-refresh', '--quiet']
    const copy = copyScript(folder, file)
    const { times, over } = compared(
      {
        psql: () => database.time(copy),
        model: () => run(seed, { env }),
        start: () => run([...words, 'query', 'select 1'], { env }),
      },
      ROUNDS,
    )
    const ratio = over(({ model, start, psql }) => (model - start) / psql)
    say('1,000,000 rows x 8 columns: psql \\copy', seconds(times.psql))
    say('  model seed', seconds(times.model))
    say('  of which: start-up, reading the project, connecting', seconds(times.start))
    say('  ratio without that', ratio.toFixed(2), { text: '<= 1.25', met: ratio <= 1.25 })
    const { megabytes } = usage(seed, { env })
    const aim = { text: '<= 200 MB', met: megabytes <= 200 }
    say('  memory at most', `${megabytes.toFixed(0)} MB`, aim)
    sayDbt(folder, env)
  })
}

function sayDbt(folder, env) {
  const version = dbtVersion()
  if (version === undefined) return
  const project = join(folder, 'dbt')
  mkdirSync(project)
  writeRows(join(project, 'seeds'), DBT_ROWS)
  const types = Object.entries(COLUMNS).map(([name, type]) => `        ${name}: ${type}`)
  writeFileSync(
    join(project, 'dbt_project.yml'),
    `name: bench\nversion: '1.0'\nprofile: bench\nseeds:\n  bench:\n    orders:\n      +column_types:\n${types.join('\n')}\n`,
  )
  writeFileSync(
    join(project, 'profiles.yml'),
    `bench:\n  target: postgres\n  outputs:\n    postgres: {type: postgres, host: "{{ env_var('PGHOST') }}", port: "{{ env_var('PGPORT') | int }}", user: "{{ env_var('PGUSER') }}", password: "{{ env_var('PGPASSWORD') }}", dbname: "{{ env_var('PGDATABASE') }}", schema: bench_dbt, threads: 4}\n`,
  )
  const took = dbt(project, env, ['seed', '--full-refresh'])
  say(`  dbt ${version} seed of ${DBT_ROWS.toLocaleString('en')} of the rows, once`, seconds(took))
}

function writeProject(folder, rows) {
  const columns = Object.entries(COLUMNS).map(
    ([name, type]) => `      - {name: ${name}, data_type: "${type}"}`,
  )
  writeFileSync(
    join(folder, 'project.yml'),
    `name: bench_load\ntarget: postgres\ntargets:\n  postgres: {adapter: postgres, url: '{{env "DATABASE_URL"}}', schema: bench_load}\n`,
  )
  const file = writeRows(join(folder, 'seeds'), rows)
  writeFileSync(
    join(folder, 'seeds/schema.yml'),
    `seeds:\n  - name: orders\n    columns:\n${columns.join('\n')}\n`,
  )
  return file
}

/** The same rows every time. */
function writeRows(folder, rows) {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'orders.csv')
  const file = openSync(path, 'w')
  writeSync(file, `${Object.keys(COLUMNS).join(',')}\n`)
  for (let start = 0; start < rows; start += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, rows - start) }, (_, at) => row(start + at))
    writeSync(file, `${lines.join('\n')}\n`)
  }
  closeSync(file)
  return path
}

function row(at) {
  const seed = Math.imul(at + 1, 2_654_435_761) >>> 0
  const day = String(1 + (seed % 28)).padStart(2, '0')
  const amount = ((seed % 100_000) / 100).toFixed(2)
  const note = seed % 5 === 0 ? `"left at the door, number ${seed % 1000}"` : ''
  return `${at + 1},${seed % 100_000},2026-01-${day} 09:30:00+00,${STATUSES[seed % 4]},${amount},${1 + (seed % 9)},${seed % 2 === 0},${note}`
}

function copyScript(folder, file) {
  const columns = Object.entries(COLUMNS).map(([name, type]) => `${name} ${type}`)
  const path = join(folder, 'copy.sql')
  writeFileSync(
    path,
    `drop table if exists psql_orders;
create table psql_orders (${columns.join(', ')});
\\copy psql_orders from '${file}' with (format csv, header true)
`,
  )
  return path
}

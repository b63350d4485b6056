/**
 * `node bench/warehouse.mjs [CUSTOMERS]`: the warehouse's customer_metrics and icp_traits on a generated shop, against psql
 * running the same compiled statements and checks, and against what document 1 runs for its customer_metrics; that also
 * against one statement with the document's columns alone, corrected. Needs psql, DATABASE_URL of a server on which it
 * may create a database, a built dist/ and a quiet machine.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { warnWhenBusy } from './measure.mjs'

const customers = Number(process.argv[2] ?? 200_000)
const server = new URL(process.env.DATABASE_URL ?? 'postgres://localhost/postgres')
const bench = new URL(server)
bench.pathname = '/model_warehouse_bench'
const folder = mkdtempSync(join(tmpdir(), 'model-warehouse-bench-'))
const here = import.meta.dirname

const psql = (url, ...args) =>
  execFileSync('psql', [String(url), '-qX', '-v', 'ON_ERROR_STOP=1', ...args], { encoding: 'utf8' })

const model = (...args) =>
  execFileSync(
    process.execPath,
    [
      'dist/bin.js',
      ...args,
      '--target',
      'postgres',
      '--target-path',
      folder,
      '--vars',
      '{"as_of": "2026-02-14T00:00:00Z"}',
    ],
    { encoding: 'utf8', env: { ...process.env, DATABASE_URL: String(bench) }, maxBuffer: 2 ** 28 },
  )

function seconds(work) {
  const begin = performance.now()
  work()
  return (performance.now() - begin) / 1000
}

/** What the tool ran, as one script: models in their order, statistics, then each check. */
function compiledScript(selection) {
  const compiled = JSON.parse(model('compile', '--select', ...selection, '--output', 'json'))
  const { nodes } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  const built = compiled.filter(node => nodes[node.unique_id]?.resource_type === 'model')
  const models = built.map(({ unique_id: id, compiled_code: code }) => {
    const { relation_name: relation, config } = nodes[id]
    return config.materialized === 'table'
      ? `create table ${relation} as\n${code};\nanalyze ${relation};`
      : `create view ${relation} as\n${code};`
  })
  const relations = new Set(built.map(node => node.unique_id))
  const checks = compiled
    .filter(({ unique_id: id }) => nodes[id]?.resource_type === 'test')
    .filter(({ unique_id: id }) =>
      nodes[id].depends_on.nodes.every(parent => relations.has(parent)),
    )
    .map(({ compiled_code: code }) => `select count(*) from (\n${code}\n) as failures;`)
  return [...models, ...checks].join('\n')
}

warnWhenBusy()
psql(server, '-c', 'drop database if exists model_warehouse_bench')
psql(server, '-c', 'create database model_warehouse_bench')
try {
  psql(bench, '-v', `customers=${customers}`, '-f', join(here, 'warehouse/sources.sql'))
  psql(bench, '-f', join(here, 'warehouse/document-1-table.sql'))
  const document = seconds(() => psql(bench, '-f', join(here, 'warehouse/document-1.sql')))
  const corrected = seconds(() =>
    psql(bench, '-f', join(here, 'warehouse/document-1-corrected.sql')),
  )
  psql(bench, '-c', 'drop schema document cascade')
  model('seed', '--select', 'rfm_segments', 'shared_hosts', 'public_suffixes')
  const metrics = seconds(() => model('run', '--select', '+customer_metrics', '--no-audit'))
  const selection = ['+customer_metrics', '+icp_traits']
  const tool = seconds(() => model('run', '--select', ...selection))
  const script = join(folder, 'compiled.sql')
  writeFileSync(script, compiledScript(selection))
  psql(bench, '-c', 'drop schema staging, intermediate, analytics cascade')
  psql(
    bench,
    '-c',
    'create schema staging',
    '-c',
    'create schema intermediate',
    '-c',
    'create schema analytics',
  )
  // With the setting of the target in project.yml.
  const alone = seconds(() => psql(bench, '-c', 'set jit = off', '-o', '/dev/null', '-f', script))
  const line = (what, value, to) =>
    console.log(
      `${what.padEnd(58)} ${value.toFixed(1).padStart(7)} s${to ? `  ${(value / to).toFixed(2)} x` : ''}`,
    )
  console.log(`${customers} customers, ${customers * 10} orders, ${customers * 30} lines`)
  line("document 1's own statements", document)
  line("document 1's columns, corrected, in one statement", corrected, document)
  line('customer_metrics with all it needs, without checks', metrics, document)
  line('psql: compiled statements and checks', alone)
  line('model run -s +customer_metrics +icp_traits', tool, alone)
} finally {
  psql(server, '-c', 'drop database if exists model_warehouse_bench')
  rmSync(folder, { recursive: true, force: true })
}

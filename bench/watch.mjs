/**
 * `node bench/watch.mjs [SAVES]`: how long after a save a small model is published by a workspace that watches, against a
 * `model build` of it in a process of its own and against its bare statements. Needs a built dist/.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWorkspace } from '../dist/index.js'
import { MODEL, median, millis, run as runNode, say, warnWhenBusy } from './measure.mjs'

const SAVES = Number(process.argv[2] ?? 21)
const PROJECT = 'name: shop\ntargets:\n  local: {adapter: pglite, path: target/warehouse}\n'
const SCHEMA = 'models: [{name: orders, columns: [{name: n, tests: [not_null, unique]}]}]\n'
const orders = edition =>
  `{{config materialized="table"}}\nselect n, ${edition} as edition from generate_series(1, 1000) n\n`

const root = mkdtempSync(join(tmpdir(), 'model-watch-'))
const file = join(root, 'models/orders.sql')
mkdirSync(join(root, 'models'))
writeFileSync(join(root, 'project.yml'), PROJECT)
writeFileSync(join(root, 'models/schema.yml'), SCHEMA)
writeFileSync(file, orders(0))
const options = { projectDir: root, env: {}, wait: 0, pid: process.pid, command: 'bench' }

warnWhenBusy()
try {
  const builds = []
  for (let edition = 1; edition <= 5; edition++) {
    writeFileSync(file, orders(edition))
    builds.push(runNode([MODEL, 'build', '--project-dir', root]))
  }
  const watched = await watchSaves()
  const bare = await bareStatements()
  const row = (name, times) => say(name, millis(median(times)))
  row('model build of it, a process each', builds)
  const under = { text: 'under 1000 ms', met: median(watched) < 1000 }
  say('watched: from the save to its publication', millis(median(watched)), under)
  row('its bare statements, on an open database', bare)
  say('ratio to the build', (median(watched) / median(builds)).toFixed(2))
} finally {
  rmSync(root, { recursive: true })
}

async function watchSaves() {
  const workspace = await openWorkspace(options)
  const abort = new AbortController()
  const run = {
    ...{
      command: 'build',
      selection: { select: [], exclude: [], resourceTypes: [], indirect: 'eager' },
    },
    ...{ fullRefresh: false, empty: false, noAudit: false, failFast: false, warnError: false },
    ...{ storeFailures: false, adopt: false, dryRun: false, wait: 0, invocation: 'bench' },
  }
  const times = []
  let saved = 0
  let next = () => undefined
  const watching = new Promise(resolve => {
    next = resolve
  })
  const ended = workspace.watch(
    { run, downstream: 0, poll: false, signal: abort.signal },
    event => {
      if (event.kind === 'run' && event.event.kind === 'published') {
        times.push(performance.now() - saved)
      }
      if (event.kind === 'watching' || event.kind === 'built') next()
    },
  )
  await watching
  for (let edition = 100; edition < 100 + SAVES; edition++) {
    const built = new Promise(resolve => {
      next = resolve
    })
    saved = performance.now()
    writeFileSync(file, orders(edition))
    await built
  }
  abort.abort()
  await ended
  return times
}

async function bareStatements() {
  const workspace = await openWorkspace(options)
  const adapter = await workspace.adapter()
  const times = []
  for (let i = 0; i < SAVES; i++) {
    const start = performance.now()
    await adapter.execute(
      'begin; create table bare__new as select n from generate_series(1, 1000) n;' +
        'drop table if exists bare; alter table bare__new rename to bare; commit',
    )
    times.push(performance.now() - start)
  }
  await workspace.close()
  return times
}

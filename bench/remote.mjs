/**
 * `node bench/remote.mjs`: what the embedded database costs through the process that holds it, against directly. Two
 * folders, asked in turns. Started again with a folder as its word, it is the process that holds.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openWorkspace } from '../dist/index.js'
import { warnWhenBusy } from './measure.mjs'

const ROWS = `select n, md5(n::text) as word, n / 7.0 as share, timestamp '2026-01-01' + n * interval '1 s' as at
from generate_series(1, 100000) as n`

function open(projectDir, options = {}) {
  return openWorkspace({ projectDir, env: {}, wait: 0, ...options })
}

function writeProject() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-remote-'))
  writeFileSync(
    join(folder, 'project.yml'),
    'name: bench\ntarget: local\ntargets:\n  local: {adapter: pglite}\n',
  )
  return folder
}

async function hold(folder) {
  const workspace = await open(folder, { serves: true })
  await (await workspace.adapter()).query('select 1')
  process.on('message', async () => {
    await workspace.close()
    process.disconnect()
  })
  process.send('ready')
}

async function milliseconds(work) {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

async function readAll(adapter) {
  let rows = 0
  for await (const batch of adapter.stream(ROWS)) rows += batch.length
  if (rows !== 100_000) throw new Error(`${rows} rows`)
}

/** The median, and the best, which others on the machine disturb least. */
function printTimes(sorted) {
  return `${sorted[sorted.length >> 1].toFixed(2)} ms (best ${sorted[0].toFixed(2)})`
}

const MEASURES = {
  '`select 1`, there and back': { rounds: 2_000, work: adapter => adapter.query('select 1') },
  'an empty transaction': { rounds: 500, work: adapter => adapter.transaction(async () => 1) },
  '100,000 rows of 4 columns by stream': { rounds: 7, work: readAll },
  '100,000 rows of 4 columns by query': { rounds: 7, work: adapter => adapter.query(ROWS) },
}

async function compare() {
  warnWhenBusy()
  const folders = [writeProject(), writeProject()]
  const holder = fork(fileURLToPath(import.meta.url), [folders[1]])
  await once(holder, 'message')
  const workspaces = await Promise.all(folders.map(folder => open(folder)))
  const adapters = await Promise.all(workspaces.map(workspace => workspace.adapter()))
  for (const [name, { rounds, work }] of Object.entries(MEASURES)) {
    const times = adapters.map(() => [])
    for (let round = -1; round < rounds; round++) {
      for (const [at, adapter] of adapters.entries()) {
        const time = await milliseconds(() => work(adapter))
        if (round >= 0) times[at].push(time)
      }
    }
    const [direct, remote] = times.map(list => list.toSorted((a, b) => a - b)).map(printTimes)
    console.log(`${name}: ${direct} directly, ${remote} through`)
  }
  console.log(`load ${loadavg()[0].toFixed(1)}`)
  for (const workspace of workspaces) await workspace.close()
  holder.send('end')
  await once(holder, 'exit')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

if (process.argv[2]) await hold(process.argv[2])
else await compare()

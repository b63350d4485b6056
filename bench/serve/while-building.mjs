/**
 * What clients of the embedded database wait for: the project of this repository is served while another process builds all of
 * it anew. An answer waits for its turn at the one session, and for the statement that runs.
 *
 *   npm run build && node bench/serve/while-building.mjs
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CLIENTS = Number(process.env.BENCH_CONNECTIONS ?? 20)
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5)
const PATHS = ['/api/analytics/top20', '/api/analytics/stats']
/** Milliseconds between the answer and the next question of a client. */
const PAUSE = 200

const target = mkdtempSync(join(tmpdir(), 'model-bench-building-'))
const model = (...words) =>
  spawn(process.execPath, ['dist/bin.js', ...words, '--target-path', target], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })

async function build(...words) {
  const child = model('build', '-q', ...words)
  let said = ''
  child.stderr.on('data', text => (said += text))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(said)
}

/** Serves on a free port. */
async function serve() {
  const child = model('serve', '--port', '0', '--rate', '0')
  const port = await new Promise((resolve, reject) => {
    let said = ''
    child.stderr.on('data', text => {
      said += text
      const found = /Serving .*:(\d+)$/m.exec(said)
      if (found) resolve(Number(found[1]))
    })
    child.on('close', () => reject(new Error(said)))
  })
  return { child, port }
}

const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
const ask = url =>
  new Promise((resolve, reject) => {
    const began = performance.now()
    get(url, { agent }, response => {
      response.resume()
      response.on('end', () => resolve([response.statusCode, performance.now() - began]))
    }).on('error', reject)
  })

async function measure(title, port, work) {
  const waits = []
  const statuses = {}
  let going = true
  const client = async path => {
    while (going) {
      const [status, wait] = await ask(`http://127.0.0.1:${port}${path}`)
      waits.push(wait)
      statuses[status] = (statuses[status] ?? 0) + 1
      await new Promise(resolve => setTimeout(resolve, PAUSE))
    }
  }
  const clients = Array.from({ length: CLIENTS }, (_, at) => client(PATHS[at % PATHS.length]))
  await work()
  going = false
  await Promise.all(clients)
  waits.sort((a, b) => a - b)
  const at = share => Math.round(waits[Math.floor((waits.length - 1) * share)])
  console.log(
    `${title}: ${waits.length} answers ${JSON.stringify(statuses)}, p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, slowest ${at(1)} ms`,
  )
}

try {
  await build()
  const { child, port } = await serve()
  await measure('quiet', port, () => new Promise(resolve => setTimeout(resolve, SECONDS * 1000)))
  await measure('while building', port, () => build('--full-refresh'))
  child.kill('SIGTERM')
  await once(child, 'close')
} finally {
  agent.destroy()
  rmSync(target, { recursive: true, force: true })
}

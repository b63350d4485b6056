/**
 * model serve against a hand-written Hono handler with the same SQL, the same pool and one core each, on a PostgreSQL
 * server (DATABASE_URL). Rounds alternate, so that what else the machine does meets both; the middle round counts.
 *
 *   npm run build && npm run bench:serve
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import autocannon from 'autocannon'
import pg from 'pg'
import { clickText, statsText } from './statements.mjs'

const SECONDS = Number(process.env.BENCH_SECONDS ?? 6)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3)
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 50)
const LINKS = 20_000
const CLICKS = 60_000

const server = process.env.DATABASE_URL
if (!server) throw new Error('DATABASE_URL names no server')
const name = `model_bench_serve_${process.pid}`

async function query(url, sql) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

const columns = list =>
  list.map(([column, type]) => `{name: ${column}, data_type: ${type}}`).join(', ')

const FILES = url => ({
  'project.yml': `name: bench\ntarget: it\ntargets: {it: {adapter: postgres, url: '${url}'}}\n`,
  'models/one.sql': 'select 1 as one',
  'models/sources.yml': `sources:
  - name: tracker
    tables:
      - {name: links, managed: true, columns: [${columns([
        ['link_id', 'integer'],
        ['code', 'text'],
        ['icp', 'text'],
        ['campaign', 'text'],
        ['destination_url', 'text'],
      ])}]}
      - {name: clicks, managed: true, columns: [${columns([
        ['link_id', 'integer'],
        ['at', 'timestamptz'],
      ])}]}
      - {name: visits, managed: true, columns: [${columns([
        ['link_id', 'integer'],
        ['agent', 'text'],
      ])}]}
`,
  'endpoints/api/icp-stats.get.sql': `{{params range=(enum "7d" "30d" "all" default="all") campaign=(text optional=true)}}
${statsText('{{param "range"}}', '{{param "campaign"}}')
  .replace('tracker.clicks', '{{source "tracker" "clicks"}} as clicks')
  .replace('tracker.links', '{{source "tracker" "links"}} as links')}
`,
  'endpoints/r/[code].get.sql': `{{config response="redirect" writes=true public=true}}{{params code=(text max_length=40) agent=(header "user-agent")}}
${clickText('{{param "code"}}', '{{param "agent"}}')
  .replace('tracker.links', '{{source "tracker" "links"}}')
  .replace('tracker.visits', '{{source "tracker" "visits"}}')}
`,
})

const FILL = `
insert into tracker.links select n, 'code' || n, 'icp ' || n % 12, 'campaign ' || n % 40, 'https://example.com/' || n from generate_series(1, ${LINKS}) n;
insert into tracker.clicks select 1 + n * 7919 % ${LINKS}, timestamptz '2026-02-14 00:00:00Z' - n * interval '1 minute' from generate_series(1, ${CLICKS}) n;
create unique index on tracker.links (code); create index on tracker.links (link_id); analyze tracker.links; analyze tracker.clicks;
`

function start(words, core) {
  const child = spawn('taskset', ['-c', String(core), process.execPath, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ready = new Promise((resolve, reject) => {
    let heard = ''
    let isReady = false
    // The log goes on and is read on, but looked at no more.
    const hear = piece => {
      if (isReady) return
      heard += piece
      if (!/^ready|Serving \d/m.test(heard)) return
      isReady = true
      resolve(child)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', () => reject(new Error(`ended: ${heard}`)))
  })
  return ready
}

const memory = async pid => {
  const { readFile } = await import('node:fs/promises')
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024)
}

async function load(port, path) {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}${path}`,
    connections: CONNECTIONS,
    duration: SECONDS,
  })
  // A redirect is a good answer.
  if (process.env.BENCH_DEBUG)
    console.log(port, path, result.requests, result.errors, result.non2xx, result.statusCodeStats)
  const bad = result.errors + result.timeouts + result['4xx'] + result['5xx']
  if (bad > 0) throw new Error(`${path}: ${bad} bad answers of ${result.requests.total}`)
  return { rate: result.requests.average, p99: result.latency.p99 }
}

const middle = list => list.toSorted((a, b) => a - b)[list.length >> 1]

const root = mkdtempSync(join(tmpdir(), 'model-bench-serve-'))
const url = new URL(server)
url.pathname = `/${name}`
const children = []
await query(server, `create database ${name}`)
try {
  for (const [path, text] of Object.entries(FILES(url.href))) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const { execFileSync } = await import('node:child_process')
  execFileSync(process.execPath, ['dist/bin.js', 'build', '-q', '--project-dir', root])
  await query(url.href, FILL)
  const ours = ['dist/bin.js', 'serve', '--project-dir', root, '--port', '18091', '--rate', '0']
  children.push(await start(ours, 0))
  children.push(await start(['bench/serve/hand-written.mjs', url.href, '18092'], 0))
  console.log(
    `${CONNECTIONS} connections, ${SECONDS} s a round, ${ROUNDS} rounds; requests a second (p99 in ms)\n`,
  )
  for (const path of ['/api/icp-stats?range=7d', '/r/code77']) {
    const rates = { ours: [], theirs: [] }
    const slow = { ours: [], theirs: [] }
    for (const port of [18091, 18092]) await load(port, path)
    for (let round = 0; round < ROUNDS; round++)
      for (const [key, port] of [
        ['ours', 18091],
        ['theirs', 18092],
      ]) {
        const { rate, p99 } = await load(port, path)
        rates[key].push(rate)
        slow[key].push(p99)
      }
    const [a, b] = [middle(rates.ours), middle(rates.theirs)]
    const say = (key, rate) => `${Math.round(rate)} (${middle(slow[key])})`
    console.log(
      `GET ${path}: model serve ${say('ours', a)}, by hand ${say('theirs', b)}: ${(a / b).toFixed(2)}`,
    )
  }
  console.log(`memory of model serve: ${await memory(children[0].pid)} MB`)
} finally {
  for (const child of children) {
    child.removeAllListeners('exit')
    child.kill()
  }
  await query(server, `drop database ${name} with (force)`)
  rmSync(root, { recursive: true })
}

/**
 * model serve against a hand-written Hono handler with the same SQL, the same pool and one core each, on a PostgreSQL
 * server (DATABASE_URL). Rounds alternate, so that what else the machine does meets both; the middle round counts.
 *
 *   npm run build && npm run bench:serve
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import autocannon from 'autocannon'
import pg from 'pg'
import { clickText, statsText } from './statements.mjs'

const SECONDS = Number(process.env.BENCH_SECONDS ?? 6)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3)
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 50)
const PATHS = (process.env.BENCH_PATHS ?? '/api/icp-stats?range=7d /r/code77').split(' ')
const PORTS = [18091, 18092]
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

const memory = pid => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024)
}

/** Milliseconds of processor that a process has had: what its core would be asked for if nothing else ran. */
const processor = pid => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function load({ port, pid }, path) {
  const before = processor(pid)
  const result = await autocannon({
    url: `http://127.0.0.1:${port}${path}`,
    connections: CONNECTIONS,
    duration: SECONDS,
  })
  const { total, average } = result.requests
  // A redirect is a good answer.
  const bad = result.errors + result.timeouts + result['4xx'] + result['5xx']
  if (bad > 0 || total === 0) throw new Error(`${path}: ${bad} bad answers of ${total}`)
  const cost = (1000 * (processor(pid) - before)) / total
  return { rate: average, p99: result.latency.p99, cost }
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
  const serve = ['dist/bin.js', 'serve', '--project-dir', root, '--rate', '0']
  children.push(await start([...serve, '--port', String(PORTS[0])], 0))
  children.push(await start(['bench/serve/hand-written.mjs', url.href, String(PORTS[1])], 0))
  const [ours, theirs] = children.map(({ pid }, at) => ({ port: PORTS[at], pid }))
  console.log(`${CONNECTIONS} connections, ${SECONDS} s a round, ${ROUNDS} rounds`)
  for (const path of PATHS) {
    for (const one of [ours, theirs]) await load(one, path)
    const rounds = { ours: [], theirs: [] }
    for (let round = 0; round < ROUNDS; round++) {
      rounds.ours.push(await load(ours, path))
      rounds.theirs.push(await load(theirs, path))
    }
    const median = (key, figure) => middle(rounds[key].map(round => round[figure]))
    const say = key =>
      `${Math.round(median(key, 'rate'))} a second, p99 ${median(key, 'p99')} ms, ${median(key, 'cost').toFixed(0)} us of processor each`
    console.log(`\nGET ${path}\n  model serve  ${say('ours')}\n  by hand      ${say('theirs')}`)
    const rate = median('ours', 'rate') / median('theirs', 'rate')
    const cost = median('theirs', 'cost') / median('ours', 'cost')
    console.log(`  ${rate.toFixed(2)} of the requests; ${cost.toFixed(2)} by processor time`)
  }
  console.log(`\nmemory of model serve: ${memory(ours.pid)} MB`)
} finally {
  for (const child of children) {
    child.removeAllListeners('exit')
    child.kill()
  }
  await query(server, `drop database ${name} with (force)`)
  rmSync(root, { recursive: true })
}

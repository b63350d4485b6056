/** A database for one measurement, asked through psql. */
import { spawnSync } from 'node:child_process'

/** Calls `work` with a new database on the server of DATABASE_URL, and drops it afterwards. */
export function withDatabase(work) {
  const server = process.env.DATABASE_URL
  if (server === undefined) throw new Error('set DATABASE_URL to a server to measure on')
  const name = `sql_model_bench_${process.pid}`
  const url = new URL(server)
  url.pathname = `/${name}`
  ask(server, `create database ${name}`)
  try {
    work(openDatabase(url.href))
  } finally {
    ask(server, `drop database ${name} with (force)`)
  }
}

function openDatabase(url) {
  // The extension can be made where the server has not loaded it; it counts only where it has.
  const extension = 'create extension pg_stat_statements; select count(*) from pg_stat_statements'
  const words = [url, '-q', '-v', 'ON_ERROR_STOP=1', '-c', extension]
  const counts = spawnSync('psql', words).status === 0
  return {
    url,
    /** For processes that are measured; those of libpq know the parts. */
    env: { ...process.env, DATABASE_URL: url, ...parts(new URL(url)) },
    ask: sql => ask(url, sql),
    /** Milliseconds that psql takes for a file of statements. */
    time: file => time([url, '-q', '-v', 'ON_ERROR_STOP=1', '-f', file]),
    /** Statements that the server counts while `work` runs; undefined where it does not count. */
    statements: work => {
      if (!counts) return undefined
      ask(url, 'select pg_stat_statements_reset()')
      work()
      const counted = `select sum(calls) from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) and query not like '%pg_stat_statements%'`
      return Number(ask(url, counted))
    },
  }
}

function parts(url) {
  return {
    PGHOST: url.hostname,
    PGPORT: url.port || '5432',
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password) || 'none',
    PGDATABASE: url.pathname.slice(1),
  }
}

function ask(url, sql) {
  const ended = spawnSync('psql', [url, '-Atqc', sql], { encoding: 'utf8' })
  if (ended.status !== 0) throw new Error(`psql: ${sql}\n${ended.stderr ?? ended.error}`)
  return ended.stdout.trim()
}

function time(words) {
  const start = performance.now()
  const ended = spawnSync('psql', words, { encoding: 'utf8', maxBuffer: 1 << 28 })
  const milliseconds = performance.now() - start
  if (ended.status !== 0) throw new Error(`psql ${words.join(' ')}\n${ended.stderr}`)
  return milliseconds
}

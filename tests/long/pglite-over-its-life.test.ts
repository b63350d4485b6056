/**
 * The embedded engine over its life: killed in the middle of statements, and built again and again on one folder. Prints
 * folder size, memory and times; docs/adr/0004 has the figures. MODEL_KILLS and MODEL_BUILDS set the scale.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { amcheck } from '@electric-sql/pglite/contrib/amcheck'
import { afterAll, expect, test } from 'vitest'
import type { Adapter, PublishItem } from '../../src/adapters/adapter.ts'
import { CancelledError } from '../../src/adapters/database-error.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import { printRelation } from '../../src/sql/relation.ts'

const KILLS = Number(process.env['MODEL_KILLS'] ?? 100)
const BUILDS = Number(process.env['MODEL_BUILDS'] ?? 2_000)
const TABLES = 60
const MEGABYTE = 1024 * 1024

const root = mkdtempSync(join(tmpdir(), 'life-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test(`the folder stays small and whole over ${KILLS} kills in the middle of a CREATE TABLE AS`, async () => {
  const { adapter, folder } = await open('killed')
  await adapter.execute(
    'create table kept as select n, md5(n::text) as word from generate_series(1, 50000) n',
  )
  await adapter.execute('create index on kept (word)')
  await adapter.maintain()
  const start = size(folder)
  const seen = []
  for (let kill = 1; kill <= KILLS; kill++) {
    await adapter.execute(
      `create table round_${kill} as select ${kill} as n; drop table if exists round_${Math.max(0, kill - 2)}`,
    )
    const before = size(folder)
    const lost = await killMidway(adapter, folder, before + (5 + (kill % 7) * 5) * MEGABYTE)
    const begin = performance.now()
    const { rows } = await adapter.query('select count(*) as n from kept')
    seen.push({ kill, lost, reopen: performance.now() - begin, folder: size(folder) })
    expect(rows).toEqual([{ n: '50000' }])
  }
  await adapter.close()
  print(
    'kills',
    seen,
    row =>
      `${row.kill}: lost ${mega(row.lost)} MB, reopened in ${row.reopen.toFixed(0)} ms, folder ${mega(row.folder)} MB`,
  )
  expect(size(folder)).toBeLessThan(start + 150 * MEGABYTE)
  await expectSound(folder)
}, 3_600_000)

test(`the folder stays small and quick over ${BUILDS} builds of ${TABLES} tables`, async () => {
  const { adapter, folder } = await open('built')
  await adapter.execute('create schema s; create schema s__stage; create schema s__old')
  const seen = []
  for (let build = 1; build <= BUILDS; build++) {
    const begin = performance.now()
    await buildAll(adapter)
    const built = performance.now()
    await adapter.maintain()
    const maintained = performance.now()
    if (build % Math.ceil(BUILDS / 20) === 0 || build === 1) {
      seen.push({
        build,
        time: built - begin,
        upkeep: maintained - built,
        folder: size(folder),
        catalogs: await catalogBytes(adapter),
        memory: process.memoryUsage().rss,
      })
    }
  }
  await adapter.close()
  const begin = performance.now()
  const again = await open('built')
  const reopen = performance.now() - begin
  await again.adapter.close()
  print(
    'builds',
    seen,
    row =>
      `${row.build}: ${row.time.toFixed(0)} ms and upkeep ${row.upkeep.toFixed(0)} ms, folder ${mega(row.folder)} MB, catalogs ${mega(row.catalogs)} MB, memory ${mega(row.memory)} MB`,
  )
  console.log(`reopened in ${reopen.toFixed(0)} ms`)
  expect(size(folder)).toBeLessThan(300 * MEGABYTE)
  await expectSound(folder)
}, 7_200_000)

async function open(name: string): Promise<{ adapter: Adapter; folder: string }> {
  const adapter = await openAdapter('pglite', {
    root,
    targetPath: join(root, 'target'),
    settings: { path: name },
    threads: 1,
    applicationName: 'life',
    wait: 0,
  })
  return { adapter, folder: join(root, name) }
}

/** Aborts when the folder has grown to `limit`; returns how many bytes the dead statement left. */
async function killMidway(adapter: Adapter, folder: string, limit: number): Promise<number> {
  const abort = new AbortController()
  const before = size(folder)
  const sql =
    "create table lost as select generate_series(1, 100000000) as n, repeat('x', 200) as word"
  const work = adapter.query(sql, [], { signal: abort.signal })
  const watch = setInterval(() => size(folder) > limit && abort.abort(), 10)
  await expect(work).rejects.toBeInstanceOf(CancelledError)
  clearInterval(watch)
  return size(folder) - before
}

async function buildAll(adapter: Adapter): Promise<void> {
  const items: PublishItem[] = []
  for (let at = 0; at < TABLES; at++) {
    const name = `t${at}`
    const stage = { schema: 's__stage', name }
    await adapter.query(
      `create table ${printRelation(stage)} as
       select n as id, n * ${at} as value, 'name ' || n as name, now() as at, n % 7 as "group"
       from generate_series(1, 100) n`,
    )
    await adapter.execute(adapter.dialect.analyze([stage]))
    items.push({
      kind: 'table',
      id: name,
      stage,
      final: { schema: 's', name },
      old: { schema: 's__old', name },
    })
  }
  const request = {
    items,
    timeout: 1_000,
    ownViews: new Set<string>(),
    writeLedger: async () => undefined,
  }
  const { replaced } = await adapter.publish(request)
  await adapter.dropReplaced(replaced)
}

async function catalogBytes(adapter: Adapter): Promise<number> {
  const { rows } = await adapter.query<{ bytes: number }>(
    "select sum(pg_total_relation_size(oid))::float8 as bytes from pg_class where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r'",
  )
  return rows[0]!.bytes
}

function size(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isFile()) bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}

function mega(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1)
}

function print<T>(title: string, rows: readonly T[], line: (row: T) => string): void {
  console.log([title, ...rows.map(line)].join('\n'))
}

/** Every table and index of the folder, catalogs included, by amcheck. */
async function expectSound(folder: string): Promise<void> {
  const database = await PGlite.create(folder, { extensions: { amcheck } })
  try {
    await database.exec('create extension amcheck')
    const tables = await database.query(`
      select c.oid::regclass::text as name, v.msg
      from pg_class c, lateral verify_heapam(c.oid::regclass) v
      where c.relkind in ('r', 't', 'm')`)
    expect(tables.rows).toEqual([])
    await database.exec(`
      select bt_index_parent_check(i.indexrelid::regclass, true)
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
      where a.amname = 'btree'`)
  } finally {
    await database.close()
  }
}

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { amcheck } from '@electric-sql/pglite/contrib/amcheck'
import { afterAll, expect, test } from 'vitest'
import type { AdapterSettings } from '../../../src/adapters/adapter.ts'
import { CancelledError } from '../../../src/adapters/database-error.ts'
import { ENGINE_MAJOR } from '../../../src/adapters/pglite/folder.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'

const root = mkdtempSync(join(tmpdir(), 'pglite-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function open(path: string, more: Partial<AdapterSettings> = {}) {
  return openAdapter('pglite', {
    root,
    targetPath: join(root, 'elsewhere'),
    settings: { path },
    threads: 1,
    applicationName: 'test',
    wait: 0,
    ...more,
  })
}

const LONG = 'select count(*) from generate_series(1, 1000000000)'

/** A folder that only looks like a database. */
function folderWith(name: string, file: string, content: string): string {
  mkdirSync(join(root, name))
  writeFileSync(join(root, name, file), content)
  return name
}

test('openPglite() refuses a database of another version, and says what to remove', async () => {
  const work = open(folderWith('old', 'PG_VERSION', '17\n'))
  await expect(work).rejects.toMatchObject({ code: 'M2003' })
  await expect(open('old')).rejects.toThrow(
    `PostgreSQL 17; this version of the tool has PostgreSQL ${ENGINE_MAJOR}`,
  )
})

test('openPglite() refuses a folder that holds something else, and a database that is damaged', async () => {
  await expect(open(folderWith('letters', 'letter.txt', 'x'))).rejects.toMatchObject({
    code: 'M2005',
  })
  const damaged = folderWith('damaged', 'PG_VERSION', `${ENGINE_MAJOR}\n`)
  await expect(open(damaged)).rejects.toMatchObject({ code: 'M2004' })
  await expect(open(damaged)).rejects.toMatchObject({ code: 'M2004' })
})

test('openPglite() puts target/ where --target-path says, and leaves nothing but the folder when closed', async () => {
  const adapter = await open('target/warehouse')
  expect(adapter.location).toEqual({ host: join('elsewhere', 'warehouse'), database: 'postgres' })
  expect(readdirSync(join(root, 'elsewhere')).sort()).toEqual([
    'warehouse',
    'warehouse.open',
    'warehouse.sock',
  ])
  await expect(open('target/warehouse')).rejects.toMatchObject({ code: 'M2201' })
  const { rows } = await adapter.query(
    "select current_setting('server_version_num')::int / 10000 as major",
  )
  expect(rows).toEqual([{ major: Number(ENGINE_MAJOR) }])
  await adapter.close()
  await adapter.close()
  expect(readdirSync(join(root, 'elsewhere'))).toEqual(['warehouse'])
})

test('a statement sent to the adapter inside a transaction is an error instead of a wait without end', async () => {
  const adapter = await open(':memory:')
  const work = adapter.transaction(async () => await adapter.query('select 1'))
  await expect(work).rejects.toMatchObject({ code: 'M2007' })
  await expect(adapter.transaction(() => adapter.transaction(async () => 1))).rejects.toMatchObject(
    { code: 'M2007' },
  )
  expect(await adapter.transaction(session => session.query('select 1 as a'))).toMatchObject({
    rows: [{ a: 1 }],
  })
  await adapter.close()
})

test('a database of :memory: survives a cancelled statement, and is gone when it is closed', async () => {
  const adapter = await open(':memory:')
  await adapter.execute('create table kept as select 1 as a')
  const long = adapter.query(LONG, [], { timeout: 50 })
  await expect(long).rejects.toBeInstanceOf(CancelledError)
  expect((await adapter.query('select a from kept')).rows).toEqual([{ a: 1 }])
  expect(adapter.location.host).toBe('memory')
  await adapter.close()
})

test('a stream fails clearly when another statement was cancelled in between', async () => {
  const adapter = await open('streamed')
  const rows = adapter.stream('select * from generate_series(1, 30000)')[Symbol.asyncIterator]()
  await rows.next()
  const long = adapter.query(LONG, [], { timeout: 50 })
  await expect(long).rejects.toBeInstanceOf(CancelledError)
  await expect(rows.next()).rejects.toMatchObject({ code: 'M2009' })
  await adapter.close()
})

test('files of a killed CREATE TABLE AS are removed at the next opening, and nothing else', async () => {
  const adapter = await open('orphans')
  await adapter.execute(`
    create table kept as select n, md5(n::text) as word from generate_series(1, 20000) as n;
    create index on kept (word)`)
  const files = join(root, 'orphans', 'base', '5')
  const size = (): number =>
    readdirSync(files).reduce((sum, name) => sum + statSync(join(files, name)).size, 0)
  await adapter.execute('checkpoint')
  const before = size()
  const abort = new AbortController()
  const lost = "create table lost as select repeat('x', 500), generate_series(1, 100000000)"
  const long = adapter.query(lost, [], { signal: abort.signal })
  const watch = setInterval(() => size() > before + 2_000_000 && abort.abort(), 20)
  await expect(long).rejects.toBeInstanceOf(CancelledError)
  clearInterval(watch)
  expect(size()).toBeGreaterThan(before + 2_000_000)
  expect((await adapter.query('select count(*) as n from kept')).rows).toEqual([{ n: '20000' }])
  expect(size()).toBeLessThan(before + 500_000)
  await adapter.close()
  await expectSound(join(root, 'orphans'))
})

test('the template of new databases is made once per version, and left out of the project', async () => {
  const cacheFolder = join(root, 'cache')
  for (const name of ['first', 'second']) {
    const adapter = await open(name, { cacheFolder })
    await adapter.close()
  }
  const [template, ...others] = readdirSync(cacheFolder)
  expect(others).toEqual([])
  expect(readFileSync(join(cacheFolder, template!, 'PG_VERSION'), 'utf8').trim()).toBe(ENGINE_MAJOR)
  expect(existsSync(join(root, 'second', 'PG_VERSION'))).toBe(true)
})

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
      select bt_index_check(i.indexrelid::regclass, false)
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
      where a.amname = 'btree'`)
  } finally {
    await database.close()
  }
}

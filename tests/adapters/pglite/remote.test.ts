/** The embedded database through its holder: here both sides are in one process, with the socket between them. */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Adapter, AdapterSettings } from '../../../src/adapters/adapter.ts'
import { CancelledError } from '../../../src/adapters/database-error.ts'
import { socketOf } from '../../../src/adapters/pglite/holder.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'

const root = mkdtempSync(join(tmpdir(), 'remote-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function open(path: string, more: Partial<AdapterSettings> = {}): Promise<Adapter> {
  return openAdapter('pglite', {
    root,
    targetPath: root,
    settings: { path },
    threads: 1,
    applicationName: 'test',
    wait: 0,
    ...more,
  })
}

const LONG = 'select count(*) from generate_series(1, 1000000000)'
const IDLE_LIMIT = 1_200

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('beside a holder that serves', () => {
  let holder: Adapter
  let first: Adapter
  let second: Adapter
  beforeAll(async () => {
    const mine = { pid: 4711, command: 'model schedule' }
    holder = await open('shared', { serves: true, idleLimit: IDLE_LIMIT, ...mine })
    first = await open('shared')
    second = await open('shared')
    await holder.execute('create table counts as select 0 as n')
  })
  afterAll(async () => {
    for (const adapter of [first, second, holder]) await adapter.close()
  })

  test('a second opener gets the same engine, through the holder, over a socket of this user alone', () => {
    const { name, capabilities, dialect, location } = first
    expect({ name, capabilities, dialect }).toEqual({
      name: holder.name,
      capabilities: holder.capabilities,
      dialect: holder.dialect,
    })
    expect(location).toEqual({ ...holder.location, through: 'process 4711 (model schedule)' })
    expect(statSync(socketOf(join(root, 'shared'))).mode & 0o777).toBe(0o600)
  })

  test('who wants to serve is not served: it has to hold the folder', async () => {
    await expect(open('shared', { serves: true })).rejects.toMatchObject({ code: 'M2201' })
  })

  test('values are the same on both sides, those that JSON does not have too', async () => {
    const sql = `select 'NaN'::float8 as a, '-Infinity'::real as b, '-0'::float8 as c, 0::float8 as zero,
      array['NaN', '-0', null, 1.5]::float8[] as d, '{"a": [-0, {"b": null}], "__proto__": 1}'::json as e,
      12345678901234567890.10::numeric as f, '\\x00ff'::bytea as g, null as h, e'\\u2028\\n😀' as i,
      $1::text as j, $2::bytea as k, $3::int[] as l, 1 as twice, 2 as twice`
    const values = ['x\ny', new Uint8Array([0, 255]), [1, null]]
    const expected = await holder.query<{ c: number }>(sql, values)
    const found = await first.query<{ c: number }>(sql, values)
    expect(found).toEqual(expected)
    expect(Object.is(found.rows[0]!.c, -0)).toBe(true)
    for await (const rows of first.stream(sql, values)) expect(rows).toEqual(expected.rows)
  })

  test('failures are the same on both sides, with all their fields', async () => {
    const works: readonly ((adapter: Adapter) => Promise<unknown>)[] = [
      adapter => adapter.query("select 'é😀', nowhere"),
      adapter => adapter.execute('create table counts (a int)'),
      adapter => adapter.query('select 1 / $1::int', [0]),
      adapter =>
        adapter.execute('do $$ begin raise exception $r$no$r$ using hint = $r$go$r$; end $$'),
      adapter => adapter.query('select 1', [], { signal: AbortSignal.abort() }),
      adapter => adapter.query(LONG, [], { timeout: 50 }),
      adapter => adapter.transaction(() => adapter.query('select 1')),
      adapter => adapter.transaction(session => session.query('selec').catch(() => undefined)),
      adapter => adapter.transaction(session => session.query('selec')),
      adapter => adapter.stream('select 1 / 0')[Symbol.asyncIterator]().next(),
    ]
    for (const work of works) {
      const expected = await failureOf(work(holder))
      expect(expected).toBeInstanceOf(Error)
      const found = await failureOf(work(first))
      expect(found).toEqual(expected)
      expect(found!.constructor).toBe(expected!.constructor)
    }
  })

  test('a result of many batches arrives whole', async () => {
    const { rows, rowCount } = await first.query('select n from generate_series(1, 25001) as n')
    expect([rows.length, rowCount, rows.at(-1)]).toEqual([25_001, 25_001, { n: 25_001 }])
  })

  test('a file is read where the client says, wherever the holder stands', async () => {
    const file = join(root, "it's.csv")
    writeFileSync(file, 'n\n1\n2\n')
    await first.execute('create table loaded (n int)')
    const loaded = await first.copyIn({
      relation: { schema: 'public', name: 'loaded' },
      columns: ['n'],
      file: relative(process.cwd(), file),
      delimiter: ',',
      header: true,
    })
    expect(loaded).toEqual({ rows: 2 })
  })

  test('transactions of several clients and of the holder have one turn after the other', async () => {
    const increment = (adapter: Adapter) =>
      adapter.transaction(async session => {
        const { rows } = await session.query<{ n: number }>('select n from counts')
        await pause(5)
        await session.query('update counts set n = $1', [rows[0]!.n + 1])
      })
    const all = [first, second, holder, first, second, holder]
    await Promise.all([...all.map(increment), second.query('select 1')])
    expect((await second.query('select n from counts')).rows).toEqual([{ n: all.length }])
  })

  test('a transaction whose client is gone is rolled back, and its run lock is free', async () => {
    const client = await open('shared')
    await client.acquireRunLock('environment', 'the lost run')
    await expect(first.acquireRunLock('environment', 'another')).rejects.toThrow('the lost run')
    const lost = client.transaction(async session => {
      await session.execute('create table lost (a int)')
      await client.close()
    })
    await expect(lost).rejects.toMatchObject({ code: 'M2206' })
    const { rows } = await first.query("select to_regclass('lost') as found")
    expect(rows).toEqual([{ found: null }])
    await (await first.acquireRunLock('environment', 'the next run')).release()
  })

  test('a transaction that is silent for too long is rolled back, and others go on', async () => {
    let failure: unknown
    const silent = first.transaction(async session => {
      await session.execute('create table silent (a int)')
      await pause(IDLE_LIMIT + 300)
      failure = await failureOf(session.query('select 1'))
    })
    const { rows } = await second.query("select to_regclass('silent') as found")
    expect(rows).toEqual([{ found: null }])
    await expect(silent).rejects.toMatchObject({ code: 'M2208' })
    expect(failure).toMatchObject({ code: 'M2208', fields: { seconds: IDLE_LIMIT / 1000 } })
    expect((await first.query('select 1 as a')).rows).toEqual([{ a: 1 }])
  })

  test('a busy transaction is not silent, however long its statement takes', async () => {
    const seconds = (IDLE_LIMIT + 300) / 1000
    const busy = first.transaction(session => session.query(`select pg_sleep(${seconds})`))
    await expect(busy).resolves.toMatchObject({ rowCount: 1 })
  })

  test('a cancelled statement ends its own work and streams that others read, and nothing else', async () => {
    const rows = second.stream('select * from generate_series(1, 30000)')[Symbol.asyncIterator]()
    await rows.next()
    const abort = new AbortController()
    const long = first.query(LONG, [], { signal: abort.signal })
    setTimeout(() => abort.abort(), 50)
    await expect(long).rejects.toBeInstanceOf(CancelledError)
    await expect(rows.next()).rejects.toMatchObject({ code: 'M2009' })
    expect((await second.query('select 1 as a')).rows).toEqual([{ a: 1 }])
  })

  test('who waits for a turn may be cancelled without harm to whoever has it', async () => {
    const abort = new AbortController()
    const long = first.transaction(session => session.query('select pg_sleep(0.3), 1 as a'))
    const waiting = second.query('select 1', [], { signal: abort.signal })
    setTimeout(() => abort.abort(), 50)
    await expect(waiting).rejects.toThrow('cancelled while it waited')
    expect((await long).rows).toMatchObject([{ a: 1 }])
  })

  test('a statement whose client is gone does not go on', async () => {
    const client = await open('shared')
    const work = failureOf(client.query(LONG))
    await pause(50)
    const begin = performance.now()
    await client.close()
    expect(await work).toMatchObject({ code: 'M2206' })
    await first.query('select 1')
    expect(performance.now() - begin).toBeLessThan(10_000)
  })

  test('a run waits for the lock of another process, is told whose it is, and may give up', async () => {
    const told: string[] = []
    const patient = await open('shared', { wait: 20_000, onWait: who => told.push(who) })
    const lock = await first.acquireRunLock('environment', 'the first run')
    const waiting = patient.acquireRunLock('environment', 'the second run')
    const abort = new AbortController()
    const { signal } = abort
    const impatient = patient.acquireRunLock('environment', 'the third run', { signal })
    while (told.length < 2) await pause(10)
    abort.abort()
    await expect(impatient).rejects.toBeInstanceOf(CancelledError)
    await lock.release()
    await (await waiting).release()
    expect(told).toEqual(['the first run', 'the first run'])
    await patient.close()
  })

  test('what a client has set and left open is gone with it', async () => {
    const client = await open('shared')
    const settings = `select current_setting('search_path') as path, to_regclass('mine') as mine,
      to_regclass('public.half') as half`
    const before = await first.query(settings)
    await client.execute('set search_path to nowhere; create temp table mine (a int)')
    await client.execute('begin; create table public.half (a int)')
    await client.close()
    await expect.poll(async () => await first.query(settings)).toEqual(before)
  })
})

test('when the holder closes, clients are told, what they had open is undone, and they may open it', async () => {
  const holder = await open('closing', { serves: true })
  const client = await open('closing')
  await client.execute('create table kept as select 1 as a')
  const work = failureOf(
    client.transaction(async session => {
      await session.execute('create table lost (a int)')
      return await session.query(LONG)
    }),
  )
  await pause(100)
  const waiting = open('closing', { serves: true, wait: 20_000 })
  await holder.close()
  expect(await work).toMatchObject({ code: 'M2206' })
  await expect(client.query('select 1')).rejects.toMatchObject({ code: 'M2206' })
  await client.close()
  const next = await waiting
  const { rows } = await next.query("select a, to_regclass('lost') as lost from kept")
  expect(rows).toEqual([{ a: 1, lost: null }])
  expect(next.location).not.toHaveProperty('through')
  await next.close()
  expect(existsSync(join(root, 'closing.open'))).toBe(false)
})

test('a holder whose messages have another version is refused, and it is said what to do', async () => {
  const hello = { protocol: 1, pid: 4711, command: 'model schedule', since: '', serves: 99 }
  const server = createServer(connection => connection.write(`${JSON.stringify(hello)}\n`))
  await new Promise<void>(resolve => server.listen(socketOf(join(root, 'newer')), resolve))
  const failure = await failureOf(open('newer'))
  expect(failure).toMatchObject({ code: 'M2207', fields: { found: 99 } })
  expect((failure as { hint: string }).hint).toContain('start it again')
  await new Promise(resolve => server.close(resolve))
})

test('a client that sends what is no message is cut off, and the holder goes on', async () => {
  const holder = await open('sound', { serves: true })
  const { connect } = await import('node:net')
  const stranger = connect(socketOf(join(root, 'sound')))
  stranger.resume()
  stranger.write('GET / HTTP/1.1\n')
  await new Promise(resolve => stranger.once('close', resolve))
  expect((await holder.query('select 1 as a')).rows).toEqual([{ a: 1 }])
  await holder.close()
})

/** Remembered answers are given without opening the folder, and only while they are true. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Adapter } from '../../../src/adapters/adapter.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'

const root = mkdtempSync(join(tmpdir(), 'answers-'))
const folder = join(root, 'warehouse')
const remembered = `${folder}.answers`
afterAll(() => rmSync(root, { recursive: true, force: true }))

const QUESTION = 'select n from t order by n'
const control = () => readFileSync(join(folder, 'global', 'pg_control')).toString('base64')

/** Opens the folder as a command does, `brief` as one that asks little. */
async function within<T>(brief: boolean, work: (adapter: Adapter) => Promise<T>): Promise<T> {
  const adapter = await openAdapter('pglite', {
    root,
    targetPath: root,
    settings: { path: folder },
    threads: 1,
    applicationName: 'test',
    wait: 0,
    brief,
  })
  try {
    return await work(adapter)
  } finally {
    await adapter.close()
  }
}

const ask = (adapter: Adapter) =>
  adapter.query<{ n: number }>(QUESTION, [], { remember: true }).then(({ rows }) => rows)
const askBriefly = () => within(true, ask)
const write = (sql: string) => within(false, adapter => adapter.execute(sql))

/** Asks, and says whether the folder was opened for it. */
async function asked() {
  const before = control()
  return { rows: await askBriefly(), opened: control() !== before }
}

beforeAll(async () => {
  await write('create table t as select 1 as n')
  await askBriefly()
})

test('a question that was asked before is answered without opening the folder', async () => {
  expect(await asked()).toEqual({ rows: [{ n: 1 }], opened: false })
  expect(existsSync(`${folder}.open`)).toBe(false)
})

test('what is not to be remembered opens it, in the same session too', async () => {
  const before = control()
  const rows = await within(true, async adapter => {
    await ask(adapter)
    return (await adapter.query('select count(*)::int as c from t')).rows
  })
  expect(rows).toEqual([{ c: 1 }])
  expect(control()).not.toBe(before)
})

test('after a write the question is asked anew at the close, so the next command need not open', async () => {
  await write('insert into t values (2)')
  expect(await asked()).toEqual({ rows: [{ n: 1 }, { n: 2 }], opened: false })
})

test('a session that writes sees what it wrote', async () => {
  const rows = await within(true, async adapter => {
    await adapter.execute('insert into t values (3)')
    return ask(adapter)
  })
  expect(rows).toHaveLength(3)
  expect(await asked()).toMatchObject({ rows: { length: 3 }, opened: false })
})

test('what hangs on a relation is remembered too, and asked anew after a write', async () => {
  const views = async () => {
    const before = control()
    const found = await within(true, adapter =>
      adapter.neighbours([{ schema: 'public', name: 't' }]),
    )
    return { names: found.map(({ name }) => name), opened: control() !== before }
  }
  await views()
  await write('create view v as select n from t')
  expect(await views()).toEqual({ names: ['public.v'], opened: false })
  await write('drop view v')
  expect(await views()).toEqual({ names: [], opened: false })
})

test('who opened the folder by other means makes the answers worthless', async () => {
  const stranger = await PGlite.create(folder)
  await stranger.exec('insert into t values (4)')
  await stranger.close()
  expect(await asked()).toMatchObject({ rows: { length: 4 }, opened: true })
  expect(await asked()).toMatchObject({ rows: { length: 4 }, opened: false })
})

test('a folder that was not closed is opened', async () => {
  writeFileSync(`${folder}.open`, '')
  expect(await asked()).toMatchObject({ rows: { length: 4 }, opened: true })
})

test('a file of answers that cannot be read is as good as none', async () => {
  writeFileSync(remembered, '{"stamp":')
  expect(await asked()).toMatchObject({ rows: { length: 4 }, opened: true })
  expect(await asked()).toMatchObject({ rows: { length: 4 }, opened: false })
})

test('a question whose table is gone is forgotten, and an error is an error again', async () => {
  await write('drop table t')
  expect(existsSync(remembered)).toBe(false)
  await expect(askBriefly()).rejects.toThrow(/relation "t" does not exist/)
})

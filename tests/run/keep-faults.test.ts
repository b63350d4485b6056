/** Processes that die while kept data is written or read: the database is the truth, and keep/ is of one moment. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { startModel } from '../support/model-process.ts'
import { inWorkspace, rows, run, writeProject } from '../support/project.ts'

const PROJECT = {
  'models/sources.yml': `sources:
  - name: crm
    tables:
      - {name: one, managed: true, columns: [{name: n, data_type: integer}]}
      - {name: two, managed: true, columns: [{name: n, data_type: integer}]}
`,
  'models/sums.sql': `{{config materialized="table"}}
select sum(n) as n from {{source "crm" "one"}}
`,
}

const COUNTS = `select (select count(*)::int from crm.one) as one, (select count(*)::int from crm.two) as two`

/** One moment of each kind; all of them when tests/long imports this file. */
const LONG = process.env['MODEL_LONG_TESTS'] === '1'
const KEEPING: readonly (readonly [fault: string, which: 'old' | 'new'])[] = [
  ...(LONG ? [['keep:before', 'old'] as const] : []),
  ['keep:written', 'old'],
  ['keep:named', 'new'],
  ...(LONG ? [['keep:done', 'new'] as const] : []),
]
const RESTORING = ['keep:imported', ...(LONG ? ['keep:restored'] : [])]

let root = ''
const database = () => join(root, 'target/warehouse')
const add = () =>
  rows(root, 'with x as (insert into crm.one values (1)) insert into crm.two values (1)')

async function dieAt(fault: string, words = ['refresh']): Promise<void> {
  const { ended } = startModel([...words, '--project-dir', root], { MODEL_FAULT: fault })
  const { signal, stderr } = await ended
  expect(signal, stderr).toBe('SIGKILL')
}

beforeAll(async () => {
  root = writeProject(PROJECT)
  await run(root)
})

describe('a process that dies while it keeps data', () => {
  it.each(KEEPING)('at %s leaves the database whole and the %s export', async (fault, which) => {
    const [before] = await rows(root, COUNTS)
    await run(root, { command: 'refresh' })
    await add()
    await dieAt(fault)
    const [after] = await rows(root, COUNTS)
    expect(after).toEqual({ one: Number(before!['one']) + 1, two: Number(before!['two']) + 1 })
    rmSync(database(), { recursive: true })
    expect(await rows(root, COUNTS)).toEqual([which === 'old' ? before : after])
    expect((await run(root, { command: 'refresh' })).status).toBe('success')
    const halves = readdirSync(join(root, 'keep/warehouse')).filter(name => /new$/.test(name))
    expect(halves).toEqual([])
  })
})

describe('a process that dies while it restores', () => {
  it.each(RESTORING)('at %s leaves a database that has all or is still new', async fault => {
    await add()
    await run(root, { command: 'refresh' })
    const before = await rows(root, COUNTS)
    rmSync(database(), { recursive: true })
    await dieAt(fault)
    expect(await rows(root, COUNTS)).toEqual(before)
    expect((await run(root, { command: 'refresh' })).status).toBe('success')
    rmSync(database(), { recursive: true })
    expect(await rows(root, COUNTS)).toEqual(before)
  })
})

describe('a process that dies while it removes the database', () => {
  it('has kept it before', async () => {
    await add()
    const before = await rows(root, COUNTS)
    await dieAt('clean:kept', ['clean', '--warehouse', '--yes'])
    expect(existsSync(database())).toBe(true)
    await inWorkspace(root, workspace => workspace.query('select 1', { limit: 1 }))
    rmSync(database(), { recursive: true })
    expect(await rows(root, COUNTS)).toEqual(before)
  })
})

describe('model clean --warehouse', () => {
  const clean = (...words: string[]) =>
    startModel(['clean', '--warehouse', ...words, '--project-dir', root]).ended

  it('removes nothing unasked, and all after a yes', async () => {
    const unasked = await clean()
    expect(unasked.code).toBe(2)
    expect(unasked.stderr).toMatch(/M5015/)
    expect(existsSync(database())).toBe(true)
    const agreed = await clean('--yes', '--output', 'json')
    expect(JSON.parse(agreed.stdout)).toContain('target/warehouse')
    expect(existsSync(database())).toBe(false)
    expect(JSON.parse((await clean('--yes', '--output', 'json')).stdout)).not.toContain(
      'target/warehouse',
    )
  })
})

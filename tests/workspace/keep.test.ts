/** Kept data: what an embedded database holds and nothing can make anew outlives its folder. tests/long has more of it. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  CONTENT,
  contentsOf,
  database,
  fileOf,
  filled,
  keepOf,
  reopened,
  restored,
} from '../support/kept-project.ts'
import { inWorkspace, rows, run, runOptions, statuses } from '../support/project.ts'

describe('kept data', () => {
  let root: string
  beforeAll(async () => {
    root = await filled()
  })

  it('is restored into a new folder exactly: NULL and empty text, json, arrays, numbers, times', async () => {
    const before = await rows(root, CONTENT)
    const said = await restored(root)
    expect(said?.tables).toEqual([
      { name: 'crm.single', rows: 3 },
      { name: 'crm.status', rows: 4 },
    ])
    expect(await rows(root, CONTENT)).toEqual(before)
    expect(
      await rows(root, 'select word, word is null as absent from crm.single order by 1'),
    ).toEqual([
      { word: '', absent: false },
      { word: 'x', absent: false },
      { word: null, absent: true },
    ])
    expect(await rows(root, 'select note from crm.status order by id')).toEqual([
      { note: null },
      { note: '' },
      { note: 'line\r\nbreak \\. "quoted" \\N' },
      { note: 'NULL' },
    ])
  })

  it('brings back keys, constraints, sequences and the change counter', async () => {
    await restored(root)
    await rows(root, "delete from crm.status where domain = '\\.'")
    await rows(root, "insert into crm.status (domain) values ('e.example')")
    expect(await rows(root, "select id from crm.status where domain = 'e.example'")).toEqual([
      { id: '5' },
    ])
    const twice = rows(root, "insert into crm.status (domain) values ('e.example')")
    await expect(twice).rejects.toThrow(/status_domain_key/)
    const [count] = await rows(
      root,
      "select changes from model_meta.change_counts where table_name = 'status'",
    )
    expect(Number(count!['changes'])).toBe(3)
  })

  it('leaves what a build makes as missing, with its history; a refresh builds it', async () => {
    await run(root)
    await restored(root)
    const status = await inWorkspace(root, workspace => workspace.status())
    const states = status.find(({ name }) => name === 'public.states')!
    expect(states).toMatchObject({ state: 'missing', last_result: { status: 'success' } })
    expect(states.refreshed_at).not.toBeNull()
    expect((await inWorkspace(root, workspace => workspace.runs(100))).length).toBeGreaterThan(2)
    const outcome = await run(root, { command: 'refresh' })
    expect(statuses(outcome)).toMatchObject({ states: 'success' })
    expect(await rows(root, 'select n::int from states')).toEqual([{ n: 4 }])
    expect((await run(root, { command: 'refresh' })).status).toBe('no-op')
  })

  it('writes only what has changed, and removes what is replaced', async () => {
    const before = fileOf(root, 'status')
    const single = statSync(join(keepOf(root), fileOf(root, 'single'))).mtimeMs
    await rows(root, "update crm.status set note = 'changed' where id = 1")
    await run(root, { command: 'refresh' })
    expect(fileOf(root, 'status')).not.toBe(before)
    expect(statSync(join(keepOf(root), fileOf(root, 'single'))).mtimeMs).toBe(single)
    const named = contentsOf(root)
    const files = [...named.tables, ...named.runs, ...Object.values(named.tablesOfLedger)]
    expect(readdirSync(keepOf(root)).sort()).toEqual(
      ['keep.json', ...files.map(({ file }) => file)].sort(),
    )
  })

  it('lies below the target path when that is given', async () => {
    const targetPath = join(root, 'elsewhere')
    await run(root, {}, { targetPath })
    expect(existsSync(join(targetPath, 'keep/warehouse/keep.json'))).toBe(true)
  })
})

describe('damaged kept data', () => {
  let root: string
  beforeAll(async () => {
    root = await filled()
  })

  it('is refused by name as long as the folder is to be made, and nothing is lost', async () => {
    const file = join(keepOf(root), fileOf(root, 'status'))
    const whole = readFileSync(file)
    rmSync(database(root), { recursive: true })
    writeFileSync(file, whole.subarray(0, whole.length / 2))
    await expect(run(root)).rejects.toThrow(/status.*its content is not what was written/)
    rmSync(file)
    await expect(run(root)).rejects.toMatchObject({ code: 'M4002' })
    writeFileSync(file, whole)
    expect((await reopened(root))?.tables).toHaveLength(2)
  })
})

describe('removing the warehouse', () => {
  it('keeps what was written since the last run, then removes folder and remembered answers', async () => {
    const root = await filled()
    await rows(root, "insert into crm.status (domain) values ('late.example')")
    const removed = await inWorkspace(root, async workspace =>
      workspace.removeWarehouse((await workspace.prepareRemoval())!),
    )
    expect(removed).toEqual(['target/warehouse'])
    expect(readdirSync(join(root, 'target')).filter(name => /^warehouse/.test(name))).toEqual([])
    expect(await rows(root, 'select count(*)::int as n from crm.status')).toEqual([{ n: 5 }])
  })

  it('refuses while another process has it', async () => {
    const root = await filled()
    await inWorkspace(
      root,
      async holder => {
        await holder.query('select 1', { limit: 1 })
        const other = inWorkspace(root, workspace => workspace.prepareRemoval())
        await expect(other).rejects.toMatchObject({ code: 'M4007' })
      },
      { serves: true },
    )
    await inWorkspace(root, async holder => {
      await holder.query('select 1', { limit: 1 })
      const other = inWorkspace(root, workspace => workspace.prepareRemoval())
      await expect(other).rejects.toMatchObject({ code: 'M2201' })
    })
  })

  it('of another major version says how old the last export is, and the next build has it', async () => {
    const root = await filled()
    const version = join(database(root), 'PG_VERSION')
    writeFileSync(version, '17\n')
    const { writtenAt } = contentsOf(root)
    const opening = inWorkspace(root, workspace => workspace.query('select 1', { limit: 1 }))
    await expect(opening).rejects.toMatchObject({
      code: 'M2003',
      hint: expect.stringContaining(`${writtenAt} (`),
    })
    const removal = await inWorkspace(root, async workspace => {
      const prepared = (await workspace.prepareRemoval())!
      await workspace.removeWarehouse(prepared)
      return prepared
    })
    expect(removal.keptSince).toContain(writtenAt)
    await run(root)
    expect(await rows(root, 'select count(*)::int as n from crm.status')).toEqual([{ n: 4 }])
  })
})

describe('a workspace that serves', () => {
  it('keeps what was written through it when it stops', async () => {
    const root = await filled()
    const write = "insert into crm.status (domain) values ('served.example')"
    await inWorkspace(root, workspace => workspace.query(write, { limit: null }), { serves: true })
    const said = await restored(root)
    expect(said?.tables[1]).toEqual({ name: 'crm.status', rows: 5 })
  })

  it('lets its clients keep after their runs', async () => {
    const root = await filled()
    await inWorkspace(
      root,
      async holder => {
        await holder.query("insert into crm.status (domain) values ('x')", { limit: null })
        await inWorkspace(root, client => client.run(runOptions(), () => undefined))
        expect(readFileSync(join(keepOf(root), fileOf(root, 'status')), 'utf8')).toMatch(/"x"/)
      },
      { serves: true },
    )
  })
})

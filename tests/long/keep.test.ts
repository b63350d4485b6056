/** More of kept data: other environments, columns that came and went, damage, foreign keys. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/run/types.ts'
import { contentsOf, database, filled, keepOf, restored, SOURCES } from '../support/kept-project.ts'
import { inWorkspace, rows, run, writeFiles } from '../support/project.ts'

describe('kept data', () => {
  let root: string
  beforeAll(async () => {
    root = await filled()
  })

  it('gives a column that came since null, and refuses one that went', async () => {
    writeFiles(root, {
      'models/sources.yml': SOURCES.replace(
        '[{name: word, data_type: text}]',
        '[{name: word, data_type: text}, {name: late, data_type: integer}]',
      ),
    })
    await restored(root)
    await run(root)
    expect(await rows(root, "select late from crm.single where word = 'x'")).toEqual([
      { late: null },
    ])
    writeFiles(root, { 'models/sources.yml': SOURCES })
    await restored(root)
    await expect(run(root)).rejects.toThrow(/M3006.*late/)
    await rows(root, 'alter table crm.single drop column late')
    await run(root)
  })

  it('keeps all environments of the folder', async () => {
    writeFiles(root, {
      'project.yml': `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse, demo_sources: true}
  dev: {adapter: pglite, path: target/warehouse, demo_sources: true, schema_prefix: dev_}
`,
    })
    await run(root, {}, { target: 'dev' })
    await rows(root, "insert into dev_crm.single values ('of dev')")
    await run(root)
    const said = await restored(root)
    expect(said?.tables.map(({ name }) => name)).toEqual([
      'crm.single',
      'crm.status',
      'dev_crm.single',
      'dev_crm.status',
    ])
    expect(await rows(root, 'select word from dev_crm.single')).toEqual([{ word: 'of dev' }])
  })
})

describe('damaged kept data', () => {
  let root: string
  beforeAll(async () => {
    root = await filled()
  })

  it('says so when keep.json is cut off, and is moved aside by an export of a whole database', async () => {
    const contents = join(keepOf(root), 'keep.json')
    writeFileSync(contents, readFileSync(contents, 'utf8').slice(0, 100))
    const warnings: string[] = []
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'warning') warnings.push(event.message)
    }
    await run(root, {}, { onEvent })
    expect(warnings.join()).toMatch(/is now in .*keep\/warehouse\.[0-9a-f]{8}/)
    expect(readdirSync(join(root, 'keep'))).toHaveLength(2)
    expect((await restored(root))?.tables).toHaveLength(2)
  })

  it('of a database that is another one is moved aside', async () => {
    rmSync(keepOf(root), { recursive: true })
    writeFileSync(join(root, 'keep/marker'), '')
    await run(root)
    const { database: name } = contentsOf(root)
    const contents = join(keepOf(root), 'keep.json')
    const foreign = readFileSync(contents, 'utf8').replace(name, 'another')
    writeFileSync(contents, foreign)
    await run(root)
    expect(contentsOf(root).database).toBe(name)
    expect(readdirSync(join(root, 'keep')).length).toBeGreaterThan(3)
  })

  it('of a newer tool is refused', async () => {
    const contents = join(keepOf(root), 'keep.json')
    const whole = readFileSync(contents, 'utf8')
    rmSync(database(root), { recursive: true })
    writeFileSync(contents, whole.replace('"ledger": ', '"ledger": 9'))
    await expect(run(root)).rejects.toMatchObject({ code: 'M4004' })
    writeFileSync(contents, whole.replace('"format": 1', '"format": 2'))
    await expect(run(root)).rejects.toMatchObject({ code: 'M4004' })
    writeFileSync(contents, whole)
    await run(root)
  })

  it('is written again after a file could not be', async () => {
    const warnings: string[] = []
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'warning') warnings.push(event.message)
    }
    rmSync(join(root, 'keep'), { recursive: true })
    writeFileSync(join(root, 'keep'), 'a file in the way')
    expect((await run(root, {}, { onEvent })).status).toBe('success')
    expect(warnings.join()).toMatch(/cannot be written to .*keep/)
    rmSync(join(root, 'keep'))
    await run(root)
    expect(contentsOf(root).tables).toHaveLength(2)
  })
})

describe('foreign keys of managed tables', () => {
  it('come back between managed tables, and are named when what they point at is not built yet', async () => {
    const root = await filled()
    await rows(root, 'alter table crm.status add column twin bigint references crm.status')
    await rows(root, 'alter table states add constraint states_key unique (n)')
    await rows(root, 'alter table crm.single add column n bigint references states (n)')
    await inWorkspace(root, workspace => workspace.keep())
    const said = await restored(root)
    expect(said?.lost).toHaveLength(1)
    expect(said?.lost[0]).toMatch(/single_n_fkey.*states/s)
    const bad = rows(root, "insert into crm.status (domain, twin) values ('f', 999)")
    await expect(bad).rejects.toThrow(/foreign key/)
  })
})

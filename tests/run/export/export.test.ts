/** Exports: every digit, every character, on every engine; streamed, whole or not at all. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorkspace, type Workspace } from '../../../src/workspace.ts'
import {
  createDatabase,
  SERVER_URL,
  writePostgresProject,
} from '../../support/postgres-database.ts'
import { run, runOptions, writeFiles, writeProject } from '../../support/project.ts'

const KINDS = `{{config materialized="table"}}
select 1 as id, 9007199254740993 as big, 12345678901234567890.123456789::numeric as free,
  1.10::numeric(12,2) as money, true as flag, '2026-02-14 09:30:00.123456+02'::timestamptz as at,
  '1969-12-31 23:59:59.5'::timestamp as local, '2026-02-14'::date as day,
  '{"b": 1.10, "a": 9007199254740993}'::jsonb as doc, array['a', 'b"c'] as list, '=1+1' as formula,
  '' as empty, 'a,"b"' || chr(10) || 'c' as lines, 'NaN'::numeric as nan, 'Zoë 😀' as name
union all
select 2, null, 0.5, null, null, 'infinity', null, null, null, null, null, null, null, null, null
`

const nowhere = (): void => undefined

describe.each(['pglite', 'postgres'] as const)('export, on %s', engine => {
  const absent = engine === 'postgres' && SERVER_URL === undefined
  let root: string
  let drop: (() => Promise<void>) | undefined
  let workspace: Workspace
  const notes: string[] = []
  beforeAll(async () => {
    if (absent) return
    const files = {
      'models/kinds.sql': KINDS,
      'models/seen.sql': 'select 1 as a\n',
      'models/nothing.sql': `{{config materialized="table"}}\nselect id, free, at from {{ref "kinds"}} where id > 5\n`,
      'models/many.sql': `{{config materialized="table" export=(dict format="csv" out="data/final/many.csv" order_by="n")}}
select n, 'row ' || n as text from generate_series(1, 25000) as n order by n desc\n`,
    }
    if (engine === 'pglite') root = writeProject(files)
    else {
      const database = await createDatabase('export')
      drop = () => database.drop()
      root = writePostgresProject(files, database.url)
    }
    workspace = await openWorkspace({ projectDir: root, env: {}, wait: 0 })
    await workspace.run(runOptions(), event => {
      if (event.kind === 'note') notes.push(event.message)
    })
  })
  afterAll(async () => {
    await workspace?.close()
    await drop?.()
  })

  const text = async (name: string, more: Partial<Parameters<Workspace['export']>[1]> = {}) => {
    const pieces: string[] = []
    const out = (piece: string) => void pieces.push(piece)
    await workspace.export(`model.shop.${name}`, { safe: false, orderBy: ['id'], out, ...more })
    return pieces.join('')
  }

  it.skipIf(absent)(
    'writes CSV with all digits; NULL is empty, an empty text is quoted',
    async () => {
      expect(await text('kinds', { format: 'csv' })).toBe(
        [
          'id,big,free,money,flag,at,local,day,doc,list,formula,empty,lines,nan,name',
          '1,9007199254740993,12345678901234567890.123456789,1.10,true,2026-02-14T07:30:00.123456Z,1969-12-31T23:59:59.5,2026-02-14,"{""a"": 9007199254740993, ""b"": 1.10}","[""a"",""b\\""c""]",=1+1,"","a,""b""\nc",NaN,Zoë 😀',
          '2,,0.5,,,infinity,,,,,,,,,\n',
        ].join('\n'),
      )
    },
  )

  it.skipIf(absent)('guards texts of formulas only when asked', async () => {
    expect(await text('kinds', { format: 'csv', safe: true })).toContain(",'=1+1,")
  })

  it.skipIf(absent)('begins with a byte order mark when asked', async () => {
    expect((await text('kinds', { format: 'csv', bom: true })).startsWith('\ufeffid,big,')).toBe(
      true,
    )
  })

  it.skipIf(absent)('writes an empty table in each format, with its columns', async () => {
    expect(await text('nothing', { format: 'csv' })).toBe('id,free,at\n')
    expect(JSON.parse(await text('nothing', { format: 'json' }))).toEqual([])
    const file = join(root, 'nothing.parquet')
    await workspace.export('model.shop.nothing', { out: file, safe: false, orderBy: [] })
    const { parquetMetadata, parquetReadObjects } = await import('hyparquet')
    const bytes = new Uint8Array(readFileSync(file)).buffer
    expect(parquetMetadata(bytes).schema.map(({ name }) => name)).toEqual([
      'root',
      'id',
      'free',
      'at',
    ])
    expect(await parquetReadObjects({ file: bytes })).toEqual([])
  })

  it.skipIf(absent)('waits for a slow reader, a batch at a time', async () => {
    let [open, most, size] = [0, 0, 0]
    const out = async (piece: string) => {
      most = Math.max(most, ++open)
      await new Promise(resolve => setTimeout(resolve, 2))
      size = Math.max(size, piece.length)
      open--
    }
    await workspace.export('model.shop.many', { format: 'csv', out, safe: false, orderBy: ['n'] })
    expect(most).toBe(1)
    expect(size).toBeLessThan(25_000 * 8)
  })

  it.skipIf(absent)('writes Parquet of several row groups', async () => {
    const file = join(root, 'many.parquet')
    await workspace.export('model.shop.many', { out: file, safe: false, orderBy: ['n'] })
    const { parquetMetadata, parquetReadObjects } = await import('hyparquet')
    const bytes = new Uint8Array(readFileSync(file)).buffer
    expect(parquetMetadata(bytes).row_groups.length).toBeGreaterThan(1)
    const found = await parquetReadObjects({ file: bytes })
    expect([found.length, found[0], found.at(-1)]).toEqual([
      25_000,
      { n: 1, text: 'row 1' },
      { n: 25_000, text: 'row 25000' },
    ])
  })

  it.skipIf(absent)('writes JSON whose numbers and documents are as they are written', async () => {
    const json = await text('kinds', { format: 'json' })
    expect(json).toContain('"big":9007199254740993,"free":12345678901234567890.123456789')
    expect(json).toContain('"doc":{"a": 9007199254740993, "b": 1.10},"list":["a","b\\"c"]')
    expect(JSON.parse(json)).toMatchObject([
      { id: 1, nan: 'NaN', empty: '', lines: 'a,"b"\nc' },
      { id: 2, at: 'infinity', empty: null },
    ])
  })

  it.skipIf(absent)('writes Parquet with exact decimals and times', async () => {
    const file = join(root, 'kinds.parquet')
    await workspace.export('model.shop.kinds', { out: file, safe: false, orderBy: ['id'] })
    const { parquetMetadata, parquetReadObjects } = await import('hyparquet')
    const bytes = readFileSync(file)
    const whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
    const element = (name: string) =>
      parquetMetadata(whole as ArrayBuffer).schema.find(each => each.name === name)
    expect(element('free')).toMatchObject({ converted_type: 'DECIMAL', precision: 29, scale: 9 })
    expect(element('nan')).toMatchObject({ converted_type: 'UTF8' })
    expect(element('at')?.logical_type).toMatchObject({ type: 'TIMESTAMP', unit: 'MICROS' })
    expect(element('doc')?.logical_type).toEqual({ type: 'JSON' })
    const [first, second] = await parquetReadObjects({ file: whole as ArrayBuffer })
    expect(first).toMatchObject({ big: 9007199254740993n, money: 1.1, flag: true, name: 'Zoë 😀' })
    expect(first).toMatchObject({
      at: new Date('2026-02-14T07:30:00.123Z'),
      local: new Date('1969-12-31T23:59:59.500Z'),
      day: new Date('2026-02-14'),
      doc: '{"a": 9007199254740993, "b": 1.10}',
      list: '["a","b\\"c"]',
      lines: 'a,"b"\nc',
      nan: 'NaN',
    })
    expect(second).toMatchObject({ id: 2, big: null, at: null, doc: null })
  })

  it.skipIf(absent)('writes the file of a config after the publication', () => {
    const lines = readFileSync(join(root, 'data/final/many.csv'), 'utf8').trimEnd().split('\n')
    expect(lines.length).toBe(25_001)
    expect([lines[0], lines[1], lines.at(-1)]).toEqual(['n,text', '1,row 1', '25000,row 25000'])
    expect(notes).toEqual(['Wrote 25000 rows of many to data/final/many.csv'])
  })

  it.skipIf(absent).each([
    ['an ending that says nothing', { out: 'a.xlsx' }, 'M3502'],
    ['no format for stdout', { out: nowhere }, 'M3502'],
    ['parquet on stdout', { out: nowhere, format: 'parquet' }, 'M3504'],
    ['an unknown column', { out: 'a.csv', orderBy: ['idd'] }, 'M3505'],
  ] as const)('refuses %s, and leaves no file', async (_, more, code) => {
    const out = typeof more.out === 'string' ? join(root, more.out) : more.out
    const request = { safe: false, orderBy: [], ...more, out }
    await expect(workspace.export('model.shop.kinds', request)).rejects.toMatchObject({ code })
    expect(existsSync(join(root, 'a.csv'))).toBe(false)
  })

  it.skipIf(absent)(
    'refuses a folder in place of a file, and leaves nothing beside it',
    async () => {
      mkdirSync(join(root, 'folder.csv'))
      const request = { out: join(root, 'folder.csv'), safe: false, orderBy: [] }
      await expect(workspace.export('model.shop.kinds', request)).rejects.toMatchObject({
        code: 'M3503',
      })
      expect(readdirSync(root).filter(name => name.endsWith('.new'))).toEqual([])
    },
  )

  it.skipIf(absent)(
    'writes no file of a config before the publication, nor when nothing is published',
    async () => {
      const file = join(root, 'data/final/many.csv')
      const before = readFileSync(file, 'utf8')
      writeFiles(root, {
        'models/schema.yml':
          'models: [{name: many, columns: [{name: n, tests: [{accepted_values: {values: [0]}}]}]}]\n',
      })
      await workspace.close()
      rmSync(file)
      const failed = await run(root, { select: ['many'] })
      expect([failed.status, existsSync(file)]).toEqual(['error', false])
      writeFileSync(file, before)
      rmSync(join(root, 'models/schema.yml'))
      workspace = await openWorkspace({ projectDir: root, env: {}, wait: 0 })
    },
  )

  it.skipIf(absent)('config export writes below --target-path where that is given', async () => {
    const targetPath = join(root, 'elsewhere')
    const other = await openWorkspace({ projectDir: root, env: {}, wait: 0, targetPath })
    await other.run(runOptions({ select: ['many'] }), nowhere)
    await other.close()
    expect(existsSync(join(targetPath, 'data/final/many.csv'))).toBe(true)
  })

  it.skipIf(absent)(
    'refuses a relation that is not there, and keeps the file of before',
    async () => {
      await workspace.query('drop view seen', { limit: null })
      const out = join(root, 'data/final/many.csv')
      const request = { out, safe: false, orderBy: [] }
      await expect(workspace.export('model.shop.seen', request)).rejects.toMatchObject({
        code: 'M3501',
      })
      expect(readFileSync(out, 'utf8').startsWith('n,text\n')).toBe(true)
    },
  )
})

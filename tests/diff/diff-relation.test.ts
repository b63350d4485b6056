/**
 * Two relations compared on real engines: by joining inside of one database, by merging what two sessions send, and
 * between the embedded engine and a server. All ways have to say the same.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Adapter } from '../../src/adapters/adapter.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import { diffRelation } from '../../src/diff/diff-relation.ts'
import type { DiffOptions, DiffReader, RelationDiff } from '../../src/diff/types.ts'
import { relationKey } from '../../src/sql/relation.ts'

const url = process.env['DATABASE_URL']
const noServer = url ? '' : ' (skipped: no PostgreSQL is installed and DATABASE_URL names none)'
const SCHEMA = 'diff_relation_test'

const open = (adapter: string, settings: Record<string, string>) =>
  openAdapter(adapter, {
    root: '.',
    targetPath: 'target',
    settings,
    threads: 2,
    applicationName: 'diff test',
    wait: 0,
  })

let pglite: Adapter
let postgres: Adapter | undefined
beforeAll(async () => {
  const engines = [
    open('pglite', { path: ':memory:' }),
    ...(url ? [open('postgres', { url })] : []),
  ]
  ;[pglite, postgres] = (await Promise.all(engines)) as [Adapter, Adapter | undefined]
  for (const adapter of [pglite, postgres])
    await adapter?.execute(`drop schema if exists ${SCHEMA} cascade; create schema ${SCHEMA}`)
})
afterAll(async () => {
  await postgres?.execute(`drop schema ${SCHEMA} cascade`)
  await Promise.all([pglite.close(), postgres?.close()])
})

/** The same engine, as if it were another: then rows are merged here. */
const stranger = (adapter: Adapter): DiffReader => ({
  dialect: adapter.dialect,
  query: adapter.query.bind(adapter),
  stream: adapter.stream.bind(adapter),
})

interface Case {
  readonly here: string
  readonly there: string
  readonly options?: Partial<DiffOptions>
}

/** Makes the tables of both sides and compares them. */
async function compare(
  { here, there, options = {} }: Case,
  engines: { readonly here: Adapter; readonly there: Adapter; readonly reader?: DiffReader },
): Promise<RelationDiff> {
  const side = async (adapter: Adapter, name: string, select: string) => {
    const relation = { schema: SCHEMA, name }
    await adapter.execute(
      `drop table if exists ${relationKey(relation)}; create table ${relationKey(relation)} as ${select}`,
    )
    const { relations } = await adapter.introspect([SCHEMA])
    return { reader: adapter, relation, columns: relations.get(relationKey(relation))!.columns }
  }
  const ofHere = await side(engines.here, 'here', here)
  const ofThere = await side(engines.there, 'there', there)
  const reader = engines.reader ?? ofThere.reader
  const given: DiffOptions = { keys: [['id']], ignored: [], limit: 5, ...options }
  return diffRelation(ofHere, { ...ofThere, reader }, given)
}

/** The same comparison in every way there is. */
async function inEveryWay(given: Case): Promise<RelationDiff> {
  const joined = await compare(given, { here: pglite, there: pglite })
  const merged = await compare(given, { here: pglite, there: pglite, reader: stranger(pglite) })
  expect(merged).toEqual(joined)
  if (postgres !== undefined) {
    expect(await compare(given, { here: pglite, there: postgres })).toEqual(joined)
    expect(await compare(given, { here: postgres, there: postgres })).toEqual(joined)
  }
  return joined
}

const AWKWARD = `select * from (values
  (1, 1.50::numeric, 0.1::float8 + 0.2, 'straße'::text, null::text, timestamptz '2026-03-29 03:00+02', '{"b":1,"a":[2]}'::json, array[1,null]),
  (2, null, 'NaN', '', 'NULL', 'infinity', null, '{}'),
  (null, 'NaN', '-Infinity', E'a\\nb', ',"\\\\', '0044-03-15 00:00+00 BC', 'null', null)
) as v (id, n, f, t, u, at, j, a)`

describe(`diffRelation()${noServer}`, () => {
  it('finds awkward values equal to themselves, a NULL in the key too', async () => {
    const diff = await inEveryWay({ here: AWKWARD, there: AWKWARD })
    expect(diff).toMatchObject({ equal: true, hereRows: 3, thereRows: 3, changed: 0, key: ['id'] })
    expect(diff.columns.map(({ matched }) => matched)).toEqual(Array(8).fill(3))
  })

  it('holds values equal that are written in another way', async () => {
    const here = `select 1 as id, 1.5::numeric as n, '{"a":1,"b":2}'::json as j, -0.0::float8 as f`
    const there = `select 1 as id, 1.500::numeric as n, '{"b":2, "a":1}'::json as j, 0.0::float8 as f`
    expect(await inEveryWay({ here, there })).toMatchObject({ equal: true })
  })

  it('counts rows of one side, changed rows and equal values per column', async () => {
    const diff = await inEveryWay({
      here: `select i as id, i % 3 as a, 'x'::text as b from generate_series(1, 9) as g (i)`,
      there: `select i as id, case when i = 5 then null else i % 3 end as a, case when i in (5, 6) then 'y' else 'x' end::text as b
        from generate_series(3, 12) as g (i)`,
    })
    expect(diff).toMatchObject({ equal: false, hereRows: 9, thereRows: 10 })
    expect(diff).toMatchObject({ onlyHere: 2, onlyThere: 3, changed: 2 })
    expect(diff.columns.map(({ name, matched }) => [name, matched])).toEqual([
      ['id', 7],
      ['a', 6],
      ['b', 5],
    ])
    const cells = diff.samples.filter(({ kind }) => kind === 'changed')
    expect(cells).toHaveLength(3)
    expect(cells).toContainEqual({
      kind: 'changed',
      key: { id: '5' },
      column: 'a',
      here: '2',
      there: null,
    })
  })

  it('compares whole rows, as often as each occurs, where there is no key', async () => {
    const diff = await inEveryWay({
      here: `select 'a' as x from generate_series(1, 3) union all select 'b'`,
      there: `select 'a' as x union all select 'b' union all select null`,
      options: { keys: [] },
    })
    expect(diff).toMatchObject({ key: null, onlyHere: 2, onlyThere: 1, changed: 0 })
    expect(diff.samples).toEqual(
      expect.arrayContaining([
        { kind: 'only here', key: { x: 'a' } },
        { kind: 'only there', key: { x: null } },
      ]),
    )
  })

  it('pairs the only rows of two relations without a key', async () => {
    const diff = await inEveryWay({
      here: `select 1 as a, 'x' as b`,
      there: `select 2 as a, 'x' as b`,
      options: { keys: [] },
    })
    expect(diff).toMatchObject({ key: [], changed: 1, onlyHere: 0, onlyThere: 0 })
    expect(diff.columns.map(({ matched }) => matched)).toEqual([0, 1])
    expect(diff.samples).toEqual([{ kind: 'changed', key: {}, column: 'a', here: '1', there: '2' }])
  })

  it('compares whole rows where values of the key repeat, and says so', async () => {
    const diff = await inEveryWay({
      here: `select 1 as id, 'a' as x union all select 1, 'a' union all select 2, 'b'`,
      there: `select 1 as id, 'a' as x union all select 2, 'b'`,
    })
    expect(diff).toMatchObject({ equal: false, key: null, onlyHere: 1, onlyThere: 0 })
    expect(diff.repeatedKey).toEqual({ columns: ['id'], values: 1 })
  })

  it('compares the columns that both have, by value where types differ', async () => {
    const diff = await inEveryWay({
      here: `select 1 as id, 7::integer as n, 'x' as gone`,
      there: `select 1::bigint as id, 7.00::numeric as n, 'x' as added`,
    })
    expect(diff).toMatchObject({ equal: false, changed: 0, onlyHere: 0, onlyThere: 0 })
    expect(diff.columns.map(each => [each.name, each.hereType, each.thereType])).toEqual([
      ['id', 'integer', 'bigint'],
      ['n', 'integer', 'numeric'],
      ['gone', 'text', null],
      ['added', null, 'text'],
    ])
  })

  it('has nothing to compare where no column is common', async () => {
    const diff = await inEveryWay({ here: 'select 1 as a', there: 'select 1 as b' })
    expect(diff).toMatchObject({ equal: false, hereRows: 1, thereRows: 1, changed: 0 })
  })

  it('takes empty relations for equal, and finds one that is empty', async () => {
    const empty = 'select 1 as id where false'
    expect(await inEveryWay({ here: empty, there: empty })).toMatchObject({ equal: true })
    const diff = await inEveryWay({ here: empty, there: 'select 1 as id' })
    expect(diff).toMatchObject({ equal: false, onlyHere: 0, onlyThere: 1 })
  })

  it('passes over ignored columns, also where their types differ', async () => {
    const here = `select 1 as id, timestamptz '2026-02-14 00:00Z' as at`
    const there = `select 1 as id, 'yesterday' as at`
    expect(await inEveryWay({ here, there })).toMatchObject({ equal: false })
    expect(await inEveryWay({ here, there, options: { ignored: ['at'] } })).toMatchObject({
      equal: true,
    })
  })

  it('holds numbers with a fraction to the tolerance, and no others', async () => {
    const here = `select i as id, ln(i + 1::float8) as f, 1000000.5::numeric as n, i as whole from generate_series(1, 50) as g (i)`
    const there = `select i as id, ln(i + 1::float8) * (1 + 1e-12) as f, 1000000.50001::numeric as n, i as whole from generate_series(1, 50) as g (i)`
    const diff = await inEveryWay({ here, there })
    expect(diff).toMatchObject({ equal: false, changed: 50 })
    const within = { here, there, options: { tolerance: 1e-9 } }
    expect(await inEveryWay(within)).toMatchObject({ equal: true, changed: 0 })
    const whole = there.replace('i as whole', 'i + 1 as whole')
    expect(await inEveryWay({ ...within, there: whole })).toMatchObject({ changed: 50 })
  })

  it('reads only the parts that differ of many rows', async () => {
    const rows = (change: string) =>
      `select i as id, 'row ' || i as name, ${change} as n from generate_series(1, 20500) as g (i)`
    const read: number[] = []
    const given = {
      here: rows('i'),
      there: rows('case when i in (7, 20499) then -1 else i end'),
      options: { onRows: (count: number) => read.push(count) },
    }
    const diff = await compare(given, { here: pglite, there: pglite, reader: stranger(pglite) })
    expect(diff).toMatchObject({ changed: 2, onlyHere: 0, onlyThere: 0 })
    expect(diff.columns.at(-1)!.matched).toBe(20_498)
    expect(read.at(-1)).toBeLessThan(200)

    const repeated = { ...given, there: `${given.there} union all select 7, 'row 7', -1` }
    const whole = await compare(repeated, { here: pglite, there: pglite, reader: stranger(pglite) })
    expect(whole).toMatchObject({ key: null, onlyHere: 2, onlyThere: 3, thereRows: 20_501 })
    expect(whole.repeatedKey).toEqual({ columns: ['id'], values: 1 })
    expect(read.at(-1)).toBeLessThan(200)
  })

  it('keeps the sample at its limit and goes through batches when all rows differ', async () => {
    const rows = (text: string, shift: number) =>
      `select i + ${shift} as id, '${text}' as x from generate_series(1, 10050) as g (i)`
    const given = { here: rows('a', 0), there: rows('b', 100), options: { limit: 3 } }
    const diff = await inEveryWay(given)
    expect(diff).toMatchObject({ changed: 9950, onlyHere: 100, onlyThere: 100 })
    expect(diff.samples).toHaveLength(9)
  })

  it('ends with the error of a side that fails while rows are read', async () => {
    const given = { here: 'select 1 as id, 2 as x', there: 'select 1 as id, 3 as x' }
    const broken: DiffReader = {
      ...stranger(pglite),
      stream: () => {
        throw new Error('gone')
      },
    }
    const outcome = compare(given, { here: pglite, there: pglite, reader: broken })
    await expect(outcome).rejects.toThrow('gone')
  })
})

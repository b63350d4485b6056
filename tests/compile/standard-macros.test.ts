import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { render } from './harness.ts'

/** The standard set on the embedded engine: what its SQL means, not how it looks. */
describe('the standard set', () => {
  let database: PGlite

  beforeAll(async () => {
    database = await PGlite.create()
    await database.exec(`
      create table pairs (a text, b text, n integer);
      insert into pairs values ('a', 'bc', 1), ('ab', 'c', 2), ('a', null, 3), (null, 'a', 4), ('a', '-', 5);
    `)
  })

  afterAll(() => database.close())

  async function rows(text: string): Promise<readonly unknown[][]> {
    const sql = render(text, { relation: id => id.replace('ref.', '') }).text
    const result = await database.query<unknown[]>(sql, [], { rowMode: 'array' })
    return result.rows
  }

  it('surrogate_key keeps apart what is not equal, nulls too', async () => {
    const keys = await rows(
      'select {{surrogate_key (list "a" "b")}}, {{surrogate_key (list "n")}} from pairs',
    )
    expect(new Set(keys.map(([key]) => key)).size).toBe(5)
    expect(keys[0]![1]).toMatch(/^[0-9a-f]{32}$/)
  })

  it('safe_divide divides whole numbers exactly and gives null or another value for 0', async () => {
    const text = `select {{safe_divide "1" "2"}} = 0.5, {{safe_divide 1 0}},
      {{safe_divide "1" "0" otherwise=0}} = 0, pg_typeof({{safe_divide "1::float8" "3"}})::text`
    expect(await rows(text)).toEqual([[true, null, true, 'double precision']])
  })

  it('date_spine gives each period up to, without, the last moment', async () => {
    const days = `select count(*)::int, max(date_day)::text from ({{date_spine "date '2025-02-27'" "date '2025-03-02'"}}) as s`
    expect(await rows(days)).toEqual([[3, '2025-03-01']])
    const hours = `select max(hour)::text from ({{date_spine "'2025-01-01'" "'2025-01-02'" period="hour" column="hour" type="timestamp"}}) as s`
    expect(await rows(hours)).toEqual([['2025-01-01 23:00:00']])
  })

  it('deduplicate keeps the first row of each partition', async () => {
    const text = `select * from ({{deduplicate (ref "pairs") columns=(list "a" "n") partition_by=(list "a") order_by=(list "n desc")}}) as s order by n`
    expect(await rows(text)).toEqual([
      ['ab', 2],
      [null, 4],
      ['a', 5],
    ])
  })

  it('union_of keeps all rows of all relations', async () => {
    const text = `select count(*)::int from ({{union_of (list (ref "pairs") (ref "pairs")) columns=(list "a" "n")}}) as s`
    expect(await rows(text)).toEqual([[10]])
  })
})

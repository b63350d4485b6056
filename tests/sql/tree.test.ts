/** What is proven of statements by their trees: that one only adds columns, that another is blind to them. */
import { beforeAll, describe, expect, it } from 'vitest'
import { addedColumns } from '../../src/sql/tree/added-columns.ts'
import { overlooks } from '../../src/sql/tree/overlooks.ts'
import { loadParser, type ParseSelect } from '../../src/sql/tree/parse.ts'

let parse: ParseSelect
beforeAll(async () => {
  parse = await loadParser()
})

const tree = (sql: string) => {
  const found = parse(sql)
  if (found === undefined) throw new Error(`no SELECT: ${sql}`)
  return found
}

describe('loadParser()', () => {
  it.each(['select from where', 'select 1; select 2', 'insert into t values (1)', '', 'values (1'])(
    'gives no tree of %j',
    sql => {
      expect(parse(sql)).toBeUndefined()
    },
  )
})

describe('addedColumns()', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['at the end', 'select a from t', 'select a, b from t', ['b']],
    ['between', 'select a, c from t', 'select a, b, c from t', ['b']],
    ['at the beginning', 'select a from t', 'select b as x, a from t', ['x']],
    ['two at once', 'select a from t', 'select b, a, c + 1 as d from t', ['b', 'd']],
    ['in another layout', 'select a\nfrom t -- all', 'SELECT a, b FROM t', ['b']],
    ['qualified', 'select x.a from t x', 'select x.a, x.b from t x', ['b']],
    [
      'an aggregate where rows are folded',
      'select a, count(*) as n from t group by a',
      'select a, count(*) as n, sum(b) as s from t group by a',
      ['s'],
    ],
    [
      'at the end beside GROUP BY 1',
      'select a, count(*) as n from t group by 1',
      'select a, count(*) as n, max(b) as m from t group by 1',
      ['m'],
    ],
    ['a window', 'select a from t', 'select a, row_number() over (order by a) as n from t', ['n']],
    [
      'a time that nobody reads',
      'select a from t',
      'select a, now() as built_at from t',
      ['built_at'],
    ],
    ['a subquery', 'select a from t', 'select a, (select max(b) from t) as m from t', ['m']],
    ['beside a star', 'select * from t', 'select *, lower(a) as small from t', ['small']],
    [
      'behind CTEs',
      'with x as (select a, b from t) select a from x',
      'with x as (select a, b from t) select a, b from x',
      ['b'],
    ],
    [
      'beside a join with a rank',
      'select a, rank() over (partition by b order by c) as r from t join u using (id)',
      'select a, rank() over (partition by b order by c) as r, d from t join u using (id)',
      ['d'],
    ],
    [
      'a CASE',
      'select a from t where b > 3',
      "select a, case when b > 5 then 'much' else 'some' end as amount from t where b > 3",
      ['amount'],
    ],
    [
      'over rows of a function',
      'select n from generate_series(1, 10) n',
      'select n, n * 2 as m from generate_series(1, 10) n',
      ['m'],
    ],
  ])('finds what is added %s', (_, before, now, expected) => {
    expect(addedColumns(tree(before), tree(now))).toEqual(expected)
  })

  it.each<[string, string, string]>([
    ['nothing is added', 'select a from t', 'select a from t'],
    ['a column is gone', 'select a, b from t', 'select a from t'],
    ['a column is another one', 'select a, b from t', 'select a, c from t'],
    ['an expression changed', 'select a + 1 as a from t', 'select a + 2 as a, b from t'],
    ['a column has another name', 'select a from t', 'select a as x, b from t'],
    ['the order changed', 'select a, b from t', 'select b, a, c from t'],
    ['the condition changed', 'select a from t where a > 1', 'select a, b from t where a > 2'],
    ['another relation is read', 'select a from t', 'select a, b from u'],
    ['a join is new', 'select a from t', 'select a, b from t join u on t.id = u.id'],
    [
      'a CTE changed',
      'with x as (select a from t) select a from x',
      'with x as (select a, b from t) select a, b from x',
    ],
    ['it has no name', 'select a from t', 'select a, b + 1 from t'],
    ['it is a star', 'select a from t', 'select a, t.* from t'],
    ['rows are made distinct', 'select distinct a from t', 'select distinct a, b from t'],
    [
      'one of each is chosen',
      'select distinct on (a) a from t',
      'select distinct on (a) a, b from t',
    ],
    [
      'it is a set operation',
      'select a from t union select a from u',
      'select a, b from t union select a, b from u',
    ],
    [
      'places are shifted in GROUP BY',
      'select a, count(*) as n from t group by 1',
      'select b, a, count(*) as n from t group by 1',
    ],
    [
      'places are shifted in ORDER BY',
      'select a from t order by 1',
      'select b, a from t order by 1',
    ],
    [
      'places are shifted in a ROLLUP',
      'select a, count(*) as n from t group by rollup (1)',
      'select b, a, count(*) as n from t group by rollup (1)',
    ],
    [
      'the group changed',
      'select a, count(*) as n from t group by a',
      'select a, b, count(*) as n from t group by a, b',
    ],
    ['it folds rows', 'select 1 as one from t', 'select 1 as one, count(*) as n from t'],
    [
      'it folds rows by an aggregate of lists',
      'select 1 as one from t',
      'select 1 as one, array_agg(a) as all_of_it from t',
    ],
    ['it multiplies rows', 'select a from t', 'select a, unnest(b) as b from t'],
    ['it calls what may multiply rows', 'select a from t', 'select a, my_function(b) as b from t'],
    ['the rest is random', 'select random() as a from t', 'select random() as a, b from t'],
    [
      'the rest depends on the time',
      'select a from t where d < current_date',
      'select a, b from t where d < current_date',
    ],
    [
      'the rest depends on the day',
      "select a from t where d < 'today'::date",
      "select a, b from t where d < 'today'::date",
    ],
    [
      'the rest is cut off',
      'select a from t order by a limit 3',
      'select a, b from t order by a limit 3',
    ],
    [
      'the rest is cut off inside',
      'select a from (select a, b from t limit 3) x',
      'select a, b from (select a, b from t limit 3) x',
    ],
    [
      'the rest is a sample',
      'select a from t tablesample system (1)',
      'select a, b from t tablesample system (1)',
    ],
    [
      'the rest counts rows in no order',
      'select a, row_number() over () as n from t',
      'select a, row_number() over () as n, b from t',
    ],
    [
      'the rest gathers rows in no order',
      "select a, string_agg(b, ',') as s from t group by a",
      "select a, string_agg(b, ',') as s, max(c) as c from t group by a",
    ],
    [
      'the rest sums rows before it',
      'select sum(a) over (order by b rows unbounded preceding) as s from t',
      'select sum(a) over (order by b rows unbounded preceding) as s, b from t',
    ],
    [
      'the rest calls a function of somebody',
      'select theirs.f(a) as a from t',
      'select theirs.f(a) as a, b from t',
    ],
    ['they are VALUES', 'values (1)', 'values (1, 2)'],
  ])('proves nothing when %s', (_, before, now) => {
    expect(addedColumns(tree(before), tree(now))).toBeUndefined()
  })
})

describe('overlooks()', () => {
  const wider = { relation: '#1', columns: ['added'] }

  it.each([
    'select a from "#1"',
    'select o.a, o.b from "#1" o where o.c > 1',
    'select "#1".a from "#1"',
    'select count(*) as n from "#1"',
    'select o.a, u.* from "#1" o join u on u.id = o.id',
    'with o as (select a, b from "#1") select * from o',
    'select a from u where exists (select 1 from "#1" o where o.id = u.id)',
    'select u.added from u join "#1" o on o.id = u.id',
    'select o.a as added from "#1" o',
    'select a from "#1" group by a having count(*) > 1 order by a',
    'select x.a from (select o.a from "#1" o) as x',
    'with s as (select a from "#1"), n as (select * from u natural join v) select s.a from s join n on n.a = s.a',
  ])('is proven of %s', sql => {
    expect(overlooks(tree(sql), wider)).toBe(true)
  })

  it.each<[string, string]>([
    ['a star', 'select * from "#1"'],
    ['a star beside others', 'select *, 1 as one from "#1" o join u on true'],
    ['a star of the relation', 'select o.* from "#1" o'],
    ['a star in a CTE', 'with o as (select * from "#1") select a from o'],
    ['a star in a subquery', 'select a from (select * from "#1") x'],
    ['a star in EXISTS', 'select a from u where exists (select * from "#1")'],
    ['TABLE', 'table "#1"'],
    ['the name without a relation', 'select added from u join "#1" o on o.id = u.id'],
    ['the name in a condition', 'select a from "#1" where added > 1'],
    ['the name in a subquery below', 'select a, (select max(added) from u) as m from "#1"'],
    ['the name in GROUP BY, of an output before', 'select a as added from "#1" group by added'],
    ['the name in ORDER BY', 'select a as added from "#1" order by added'],
    ['the column itself', 'select o.added from "#1" o'],
    ['a natural join', 'select a from "#1" natural join u'],
    ['USING', 'select a from "#1" join u using (id)'],
    ['USING beside it', 'select o.a from u join v using (id) join "#1" o on true'],
    ['a join with a name of its own', 'select j.* from ("#1" o join u on true) as j'],
    ['the whole row', 'select o from "#1" o'],
    ['the whole row as JSON', 'select to_jsonb(o) as row from "#1" o'],
    [
      'the whole row compared',
      'select a from u where exists (select 1 from "#1" o where o is distinct from u)',
    ],
    ['the whole row counted', 'select count(distinct o) as n from "#1" o'],
    ['a row of all', 'select row(o.*) as r from "#1" o'],
    ['a field of the row', 'select (o).a from "#1" o'],
    ['columns renamed by their places', 'select x from "#1" as o (x, y)'],
    ['UNION', 'select a from "#1" union all select a from u'],
    ['EXCEPT', 'select a from u except select a from "#1"'],
    ['a set operation around it', 'select x.a from (select a from "#1" union select a from u) x'],
    [
      'a set operation of a subquery',
      'select a from u union select x.a from (select a from "#1") x',
    ],
    ['a sample', 'select a from "#1" tablesample system (1)'],
    ['its name in a text', 'select a, \'#1\' as read from "#1"'],
    ['something else', 'select a from u'],
  ])('is not proven where there is %s', (_, sql) => {
    expect(overlooks(tree(sql), wider)).toBe(false)
  })
})

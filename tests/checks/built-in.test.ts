/** The built-in tests on a real engine: what passes, what fails and how many, for each. */
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkQuery } from '../../src/checks/check-query.ts'
import { groupChecks } from '../../src/checks/group-checks.ts'
import { runCheckStatement } from '../../src/checks/run-checks.ts'
import { context, genericTest, sessionOf, type TestGiven } from './test-node.ts'

const tables = `
create schema shop;
create table shop.customers (id int, "Código postal" text, name text);
insert into shop.customers values (1, '1000', 'Ann'), (2, '2000', 'O''Hara'), (3, null, 'a\\b');
create table shop.orders (
  id int, customer_id int, status text, amount numeric, "Größe" int, day date, at timestamptz
);
insert into shop.orders values
  (1, 1, 'paid', 10, 1, '2026-02-10', '2026-02-13 12:00Z'),
  (2, 1, 'paid', 20, 1, '2026-02-11', '2026-02-12 12:00Z'),
  (2, 2, 'it''s', 30, 2, '2026-02-12', null),
  (4, 9, 'a\\b', -5, null, null, null),
  (5, null, null, null, null, null, null),
  (5, null, null, null, null, null, null);
create table shop.empty (id int, customer_id int, status text, amount numeric, at timestamptz);
create table shop.copy as select * from shop.orders;
create table shop.changed as select * from shop.orders where id <> 4;
create table shop.stats (customer_id int, total numeric, amount numeric);
insert into shop.stats
  select customer_id, coalesce(sum(amount), 0), sum(amount) + 0.001 from shop.orders group by 1;
`

interface Case extends TestGiven {
  readonly test: string
  readonly says: string
  readonly failures: number
}

const to = (name: string) => ({ to: `model.shop.${name}` })
const compare = (name: string) => ({ compare: `model.shop.${name}` })
const paidOnly = "status = 'paid' -- only these"

const cases: readonly Case[] = [
  { test: 'not_null', says: 'passes', column: 'id', failures: 0 },
  { test: 'not_null', says: 'counts NULLs', column: 'status', failures: 2 },
  { test: 'not_null', says: 'passes on an empty table', on: 'empty', column: 'id', failures: 0 },
  {
    test: 'not_null',
    says: 'keeps to where',
    column: 'customer_id',
    failures: 0,
    config: { where: paidOnly },
  },
  { test: 'not_null', says: 'stops at limit', column: 'status', failures: 1, config: { limit: 1 } },
  { test: 'not_null', says: 'finds a mixed-case, non-ASCII column', column: 'Größe', failures: 3 },
  { test: 'unique', says: 'counts repeated values, not rows', column: 'id', failures: 2 },
  { test: 'unique', says: 'passes over NULLs', column: 'amount', failures: 0 },
  { test: 'unique', says: 'passes on an empty table', on: 'empty', column: 'id', failures: 0 },
  {
    test: 'unique',
    says: 'keeps to where',
    column: 'id',
    failures: 0,
    config: { where: paidOnly },
  },
  { test: 'unique', says: 'stops at limit', column: 'id', failures: 1, config: { limit: 1 } },
  {
    test: 'unique',
    says: 'finds a column with a space',
    on: 'customers',
    column: 'Código postal',
    failures: 0,
  },
  {
    test: 'accepted_values',
    says: 'passes with quotes and backslashes',
    column: 'status',
    arguments: { values: ['paid', "it's", 'a\\b'] },
    failures: 0,
  },
  {
    test: 'accepted_values',
    says: 'counts distinct unexpected values',
    column: 'status',
    arguments: { values: ['new'] },
    failures: 3,
  },
  {
    test: 'accepted_values',
    says: 'takes numbers for a number column',
    column: 'Größe',
    arguments: { values: [1, 2] },
    failures: 0,
  },
  {
    test: 'accepted_values',
    says: 'sends SQL with quote: false',
    column: 'id',
    arguments: { values: ['1', '1+1', 4], quote: false },
    failures: 1,
  },
  {
    test: 'accepted_values',
    says: 'passes on an empty table',
    on: 'empty',
    column: 'status',
    arguments: { values: ['a'] },
    failures: 0,
  },
  {
    test: 'accepted_values',
    says: 'keeps to where',
    column: 'status',
    arguments: { values: ['paid'] },
    failures: 0,
    config: { where: paidOnly },
  },
  {
    test: 'accepted_values',
    says: 'stops at limit',
    column: 'status',
    arguments: { values: ['new'] },
    failures: 2,
    config: { limit: 2 },
  },
  {
    test: 'relationships',
    says: 'counts children without a parent',
    column: 'customer_id',
    arguments: { field: 'id' },
    references: to('customers'),
    failures: 1,
  },
  {
    test: 'relationships',
    says: 'keeps to where',
    column: 'customer_id',
    arguments: { field: 'id' },
    references: to('customers'),
    failures: 0,
    config: { where: paidOnly },
  },
  {
    test: 'relationships',
    says: 'fails on an empty parent',
    column: 'customer_id',
    arguments: { field: 'id' },
    references: to('empty'),
    failures: 4,
  },
  {
    test: 'relationships',
    says: 'passes for an empty child',
    on: 'empty',
    column: 'customer_id',
    arguments: { field: 'id' },
    references: to('customers'),
    failures: 0,
  },
  {
    test: 'relationships',
    says: 'stops at limit',
    column: 'customer_id',
    arguments: { field: 'id' },
    references: to('empty'),
    failures: 3,
    config: { limit: 3 },
  },
  {
    test: 'unique_combination',
    says: 'counts repeated combinations, NULLs equal',
    arguments: { columns: ['id', 'customer_id'] },
    failures: 1,
  },
  {
    test: 'unique_combination',
    says: 'passes',
    on: 'customers',
    arguments: { columns: ['id', 'Código postal'] },
    failures: 0,
  },
  {
    test: 'unique_combination',
    says: 'keeps to where',
    arguments: { columns: ['customer_id'] },
    failures: 1,
    config: { where: paidOnly },
  },
  {
    test: 'unique_combination',
    says: 'passes on an empty table',
    on: 'empty',
    arguments: { columns: ['id'] },
    failures: 0,
  },
  {
    test: 'expression_is_true',
    says: 'counts rows that are false',
    arguments: { expression: 'amount > 0 -- money' },
    failures: 1,
  },
  {
    test: 'expression_is_true',
    says: 'follows a column',
    column: 'amount',
    arguments: { expression: '>= 20' },
    failures: 2,
  },
  {
    test: 'expression_is_true',
    says: 'may name the relation',
    arguments: { expression: 'orders.id > 0' },
    failures: 0,
  },
  {
    test: 'expression_is_true',
    says: 'keeps to where',
    arguments: { expression: 'amount > 0' },
    failures: 0,
    config: { where: paidOnly },
  },
  {
    test: 'accepted_range',
    says: 'includes its bounds',
    column: 'amount',
    arguments: { min: -5, max: 30 },
    failures: 0,
  },
  {
    test: 'accepted_range',
    says: 'excludes them when told',
    column: 'amount',
    arguments: { min: -5, max: 30, inclusive: false },
    failures: 2,
  },
  {
    test: 'accepted_range',
    says: 'takes a date',
    column: 'day',
    arguments: { min: '2026-02-11' },
    failures: 1,
  },
  {
    test: 'accepted_range',
    says: 'takes an expression',
    column: 'id',
    arguments: { max: '"Größe" + 1' },
    failures: 0,
  },
  {
    test: 'accepted_range',
    says: 'passes on an empty table',
    on: 'empty',
    column: 'id',
    arguments: { min: 1 },
    failures: 0,
  },
  {
    test: 'matches',
    says: 'passes',
    on: 'customers',
    column: 'Código postal',
    arguments: { pattern: '^\\d{4}$' },
    failures: 0,
  },
  {
    test: 'matches',
    says: 'counts others but NULL',
    column: 'status',
    arguments: { pattern: "^[a-z']+$" },
    failures: 1,
  },
  {
    test: 'matches',
    says: 'reads numbers as text',
    column: 'id',
    arguments: { pattern: '^[12]$' },
    failures: 3,
  },
  {
    test: 'row_count',
    says: 'passes between min and max',
    arguments: { min: 6, max: 6 },
    failures: 0,
  },
  { test: 'row_count', says: 'fails below min', on: 'empty', arguments: { min: 1 }, failures: 1 },
  { test: 'row_count', says: 'fails above max', arguments: { max: 5 }, failures: 1 },
  {
    test: 'row_count',
    says: 'equals',
    arguments: { equals: 2 },
    failures: 0,
    config: { where: paidOnly },
  },
  {
    test: 'row_count',
    says: 'passes against a relation as long',
    references: compare('copy'),
    arguments: { compare: 'copy' },
    failures: 0,
  },
  {
    test: 'row_count',
    says: 'fails against another',
    references: compare('changed'),
    arguments: { compare: 'changed' },
    failures: 1,
  },
  {
    test: 'equal_rows',
    says: 'passes for a copy with duplicates and NULLs',
    references: compare('copy'),
    arguments: { compare: 'copy' },
    failures: 0,
  },
  {
    test: 'equal_rows',
    says: 'counts rows of either side',
    references: compare('changed'),
    arguments: { compare: 'changed' },
    failures: 1,
  },
  {
    test: 'equal_rows',
    says: 'compares some columns',
    references: compare('customers'),
    arguments: { compare: 'customers', columns: ['id'] },
    failures: 5,
  },
  {
    test: 'sums_match',
    says: 'passes',
    column: 'amount',
    references: to('stats'),
    arguments: { field: 'total' },
    failures: 0,
  },
  {
    test: 'sums_match',
    says: 'fails beyond the tolerance',
    column: 'amount',
    references: to('stats'),
    arguments: {},
    failures: 1,
  },
  {
    test: 'sums_match',
    says: 'passes within it',
    column: 'amount',
    references: to('stats'),
    arguments: { tolerance: 0.1 },
    failures: 0,
  },
  {
    test: 'sums_match',
    says: 'compares groups, NULL one of them',
    column: 'amount',
    references: to('stats'),
    arguments: { field: 'total', group_by: ['customer_id'] },
    failures: 0,
  },
  {
    test: 'sums_match',
    says: 'counts groups that differ',
    column: 'amount',
    references: to('stats'),
    arguments: { group_by: ['customer_id'] },
    failures: 3,
  },
  {
    test: 'sums_match',
    says: 'takes several columns',
    references: to('changed'),
    arguments: { columns: ['amount', 'id'] },
    failures: 2,
  },
  {
    test: 'sums_match',
    says: 'is 0 on an empty table',
    on: 'empty',
    column: 'amount',
    references: to('orders'),
    arguments: { field: 'amount' },
    failures: 1,
  },
  {
    test: 'recency',
    says: 'passes within the period',
    column: 'at',
    arguments: { period: 'hour', count: 12 },
    failures: 0,
  },
  {
    test: 'recency',
    says: 'fails when older',
    column: 'at',
    arguments: { period: 'hour', count: 11 },
    failures: 1,
  },
  {
    test: 'recency',
    says: 'reads dates',
    column: 'day',
    arguments: { period: 'day', count: 2 },
    failures: 0,
  },
  {
    test: 'recency',
    says: 'fails on an empty table',
    on: 'empty',
    column: 'at',
    arguments: { period: 'week', count: 1 },
    failures: 1,
  },
]

let database: PGlite
beforeAll(async () => {
  database = await PGlite.create()
  await database.exec(tables)
})
afterAll(() => database.close())

describe('built-in tests', () => {
  test.each(cases)('$test $says', async given => {
    const node = genericTest(given.test, given)
    const query = checkQuery(node, context)
    const [statement] = groupChecks([query])
    const [outcome] = await runCheckStatement(sessionOf(database), statement!)
    expect(outcome!.error).toBeUndefined()
    expect(outcome!.failures).toBe(given.failures)
    expect(outcome!.sample.length).toBe(Math.min(given.failures, 5))
    const { rows } = await database.query(query.sql)
    expect(rows.length, 'rows of the statement that is shown').toBe(given.failures)
  })

  test('equal_rows matches columns by name when they are known', async () => {
    await database.exec(
      'create table shop.turned as select name, "Código postal", id from shop.customers',
    )
    const node = genericTest('equal_rows', {
      on: 'customers',
      arguments: { compare: 'turned' },
      references: compare('turned'),
    })
    const columnsOf = () => ['id', 'name', 'Código postal']
    const { sql } = checkQuery(node, { ...context, columnsOf })
    expect((await database.query(sql)).rows).toEqual([])
  })

  test('an ephemeral is tested through its SELECT', async () => {
    const relation = () => '(\nselect 1 as id union all select null\n)'
    const { sql } = checkQuery(genericTest('not_null', { column: 'id' }), { ...context, relation })
    expect((await database.query(sql)).rows).toEqual([{ id: null }])
  })
})

/** Grouping and running: statements, outcomes, errors that belong to their check. */
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CancelledError, DatabaseError } from '../../src/adapters/database-error.ts'
import { checkQuery } from '../../src/checks/check-query.ts'
import { judgeCheck } from '../../src/checks/check-result.ts'
import { groupChecks, uniteScans } from '../../src/checks/group-checks.ts'
import { runCheckStatement } from '../../src/checks/run-checks.ts'
import { failuresRelation, storeFailures } from '../../src/checks/store-failures.ts'
import type { CheckQuery } from '../../src/checks/types.ts'
import { context, genericTest, sessionOf, type TestGiven } from './test-node.ts'

let database: PGlite
beforeAll(async () => {
  database = await PGlite.create()
  await database.exec(`
    create schema shop;
    create table shop.orders as
      select nullif(i, 3) as id, 'paid' as status, i % 4 as line from generate_series(1, 20) i;`)
})
afterAll(() => database.close())

const query = (name: string, given: TestGiven = {}) => checkQuery(genericTest(name, given), context)

async function run(checks: readonly CheckQuery[]) {
  const session = sessionOf(database)
  const outcomes = []
  for (const statement of groupChecks(checks))
    outcomes.push(...(await runCheckStatement(session, statement)))
  return { outcomes, statements: session.statements }
}

describe('groupChecks()', () => {
  test('makes one statement of the checks of a relation and where', () => {
    const checks = [
      query('not_null', { column: 'id' }),
      query('relationships', {
        column: 'id',
        arguments: { field: 'id' },
        references: { to: 'model.shop.orders' },
      }),
      query('unique', { column: 'id' }),
      query('not_null', { column: 'status', config: { where: 'id > 5' } }),
      query('row_count', { arguments: { min: 1 } }),
    ]
    const statements = groupChecks(checks)
    expect(statements.map(({ kind, checks }) => [kind, checks.length])).toEqual([
      ['scan', 3],
      ['alone', 1],
      ['scan', 1],
    ])
    expect(statements[0]!.sql).toBe(`select
  count(*) filter (where ("id" is null)) as c0,
  count("id") - count(distinct "id") as c1,
  case when count(*) < 1 then 1 else 0 end as c2
from "shop"."orders" as "orders"`)
    expect(statements[2]!.sql).toContain('where id > 5')
  })

  test('bounds the expressions and the sorts of a statement', () => {
    const many = Array.from({ length: 250 }, (_, i) => query('not_null', { column: `c${i}` }))
    expect(groupChecks(many).map(({ checks }) => checks.length)).toEqual([100, 100, 50])
    const sorts = Array.from({ length: 20 }, (_, i) => query('unique', { column: `c${i}` }))
    expect(groupChecks(sorts).map(({ checks }) => checks.length)).toEqual([16, 4])
  })
})

describe('uniteScans()', () => {
  const scans = [
    query('not_null', { column: 'id' }),
    query('not_null', { column: 'status', config: { where: 'id > 5' } }),
    query('unique', { column: 'line', config: { where: 'id > 5' } }),
    query('row_count', { arguments: { min: 1 }, config: { where: 'line < 3 -- few' } }),
  ]

  test('makes one statement of scans, which gives each check its count', async () => {
    const [statement, ...others] = uniteScans(groupChecks(scans))
    expect(others).toEqual([])
    expect(statement).toMatchObject({ kind: 'united', checks: scans })
    const outcomes = await runCheckStatement(sessionOf(database), statement!)
    const alone = await run(scans)
    expect(outcomes.map(({ id, failures }) => [id, failures])).toEqual(
      alone.outcomes.map(({ id, failures }) => [id, failures]),
    )
    expect(outcomes.map(({ failures }) => failures)).toEqual([1, 0, 4, 0])
  })

  test('leaves alone what is no scan, and keeps the order', () => {
    const other = query('relationships', {
      column: 'id',
      arguments: { field: 'id' },
      references: { to: 'model.shop.orders' },
    })
    const statements = uniteScans(groupChecks([scans[0]!, other, scans[1]!, scans[3]!]))
    expect(statements.map(({ kind }) => kind)).toEqual(['scan', 'alone', 'united'])
  })

  test('is divided when it fails, so that the error belongs to its check', async () => {
    const broken = query('not_null', { column: 'missing', config: { where: 'id > 6' } })
    const [statement] = uniteScans(groupChecks([scans[0]!, broken, scans[2]!]))
    const outcomes = await runCheckStatement(sessionOf(database), statement!)
    expect(outcomes.map(({ failures }) => failures)).toEqual([1, null, 4])
  })

  test('bounds the expressions of a statement', () => {
    const many = Array.from({ length: 250 }, (_, i) =>
      query('not_null', { column: 'id', config: { where: `id > ${i}` } }),
    )
    expect(uniteScans(groupChecks(many)).map(({ checks }) => checks.length)).toEqual([100, 100, 50])
  })
})

describe('runCheckStatement()', () => {
  test('asks once when all pass', async () => {
    const { outcomes, statements } = await run([
      query('not_null', { column: 'status' }),
      query('unique', { column: 'id' }),
      query('accepted_values', { column: 'status', arguments: { values: ['paid'] } }),
    ])
    expect(statements.length).toBe(1)
    expect(outcomes.map(({ failures }) => failures)).toEqual([0, 0, 0])
  })

  test('counts exactly and fetches five rows of the checks that fail', async () => {
    const { outcomes, statements } = await run([
      query('unique', { column: 'line' }),
      query('expression_is_true', { arguments: { expression: 'line > 2' } }),
      query('not_null', { column: 'status' }),
    ])
    expect(outcomes.map(({ failures, sample }) => [failures, sample.length])).toEqual([
      [4, 4],
      [15, 5],
      [0, 0],
    ])
    expect(outcomes[0]!.sample[0]).toHaveProperty('n_records', 5)
    expect(statements.length).toBe(4)
  })

  test('gives an error to its check and verdicts to the others', async () => {
    const { outcomes } = await run([
      query('not_null', { column: 'id' }),
      query('not_null', { column: 'missing' }),
      query('unique', { column: 'line' }),
    ])
    expect(outcomes.map(({ failures }) => failures)).toEqual([1, null, 4])
    expect(outcomes[1]!.error?.message).toContain('column "missing" does not exist')
  })

  test.each([
    new CancelledError('cancelled'),
    new DatabaseError('connection lost', {
      code: '08006',
      detail: undefined,
      hint: undefined,
      offset: undefined,
      sql: '',
    }),
    new TypeError('a mistake of ours'),
  ])('throws what is no fault of a check: %s', async error => {
    const session = { ...sessionOf(database), query: () => Promise.reject(error) }
    const [statement] = groupChecks([query('not_null', { column: 'id' })])
    await expect(runCheckStatement(session, statement!)).rejects.toBe(error)
  })
})

describe('judgeCheck()', () => {
  test('says what was found and under which condition', async () => {
    const node = genericTest('not_null', {
      column: 'id',
      config: { severity: 'warn', warnIf: '> 0' },
    })
    const { outcomes } = await run([checkQuery(node, context)])
    expect(judgeCheck(node, outcomes[0]!, { thread: 2 })).toMatchObject({
      status: 'warn',
      failures: 1,
      message: 'Got 1 result, configured to warn if > 0',
      sample: [{ id: null, status: 'paid', line: 3 }],
      thread: 2,
    })
    expect(judgeCheck(node, outcomes[0]!, { thread: 2, warnError: true }).status).toBe('fail')
  })

  test('keeps the error of a check that could not run', async () => {
    const node = genericTest('not_null', { column: 'missing' })
    const { outcomes } = await run([checkQuery(node, context)])
    const result = judgeCheck(node, outcomes[0]!, { thread: 0 })
    expect(result).toMatchObject({ status: 'error', failures: null })
    expect(result.error).toBe(outcomes[0]!.error)
  })
})

describe('tests of the user', () => {
  const renderTest = (_: unknown, model: string | undefined) =>
    `select m.id from ${model} as m where m.line = 0 -- lines start at 1\n;`

  test('read {{model}} through where and limit', async () => {
    const config = { where: 'id > 4', limit: 2 }
    const node = genericTest('starts_at_one', { builtIn: false, config })
    const { outcomes } = await run([checkQuery(node, { ...context, renderTest })])
    expect(outcomes[0]).toMatchObject({ failures: 2, sample: [{ id: 8 }, { id: 12 }] })
  })

  test('singular ones return the bad rows', async () => {
    const definition = { kind: 'singular', template: {} as never } as const
    const singular = { ...genericTest('not_null'), definition }
    const renderSingular = () =>
      'with bad as (select * from shop.orders)\nselect * from bad; -- all of them'
    const sql = checkQuery(singular, { ...context, renderTest: renderSingular })
    expect((await run([sql])).outcomes[0]).toMatchObject({ failures: 20 })
    const kept = { ...singular, config: { ...singular.config, where: 'line = 0' } }
    const { outcomes } = await run([checkQuery(kept, { ...context, renderTest: renderSingular })])
    expect(outcomes[0]!.failures).toBe(5)
  })
})

describe('storeFailures()', () => {
  const dialect = {
    createSchema: (schema: string) => `create schema if not exists "${schema}"`,
    dropRelation: (relation: { schema: string; name: string }) =>
      `drop table if exists "${relation.schema}"."${relation.name}"`,
    createTableAs: (relation: { schema: string; name: string }, select: string) =>
      `create table "${relation.schema}"."${relation.name}" as ${select}`,
  }

  test('keeps the failing rows, and drops the table when nothing fails', async () => {
    const node = genericTest('unique', { column: 'line' })
    const relation = failuresRelation(node, 'dev_')
    const { outcomes } = await run([checkQuery(node, context)])
    for (const sql of storeFailures(relation, outcomes[0]!, dialect)) await database.exec(sql)
    const stored = 'select * from dev_model_test_failures.unique_orders_line'
    expect((await database.query(stored)).rows.length).toBe(4)
    const passed = { ...outcomes[0]!, failures: 0 }
    for (const sql of storeFailures(relation, passed, dialect)) await database.exec(sql)
    await expect(database.query(stored)).rejects.toThrow('does not exist')
  })

  test('cuts a long name and tells it apart', () => {
    const one = failuresRelation({ id: 'a', alias: 'ä'.repeat(60) }, '')
    const two = failuresRelation({ id: 'b', alias: 'ä'.repeat(60) }, '')
    expect(one.name.length).toBeLessThanOrEqual(63)
    expect(one.name).not.toBe(two.name)
  })
})

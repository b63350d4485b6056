/** Checks without a database: verdicts, wrong arguments, contracts, constraints. */
import { describe, expect, test } from 'vitest'
import { BUILT_IN_TESTS } from '../../src/checks/built-in/all.ts'
import { checkQuery } from '../../src/checks/check-query.ts'
import { constraintStatements } from '../../src/checks/constraints.ts'
import { brokenContract, incompleteContract } from '../../src/checks/contract.ts'
import { testProblems } from '../../src/checks/test-problems.ts'
import { sameType } from '../../src/checks/type-names.ts'
import { parseCondition, verdict } from '../../src/checks/verdict.ts'
import type { ModelNode, TestConfig } from '../../src/compile/manifest.ts'
import { BUILT_IN_TESTS as signatures } from '../../src/compile/test-signatures.ts'
import { ModelError } from '../../src/errors/model-error.ts'
import type { ColumnDeclaration } from '../../src/project/types.ts'
import { context, genericTest, type TestGiven } from './test-node.ts'

describe('verdict()', () => {
  const cases: readonly [number, Partial<TestConfig>, string][] = [
    [0, {}, 'pass'],
    [1, {}, 'fail'],
    [1, { severity: 'warn' }, 'warn'],
    [5, { warnIf: '> 3', errorIf: '> 10' }, 'warn'],
    [11, { warnIf: '> 3', errorIf: '> 10' }, 'fail'],
    [3, { warnIf: '> 3', errorIf: '> 10' }, 'pass'],
    [11, { severity: 'warn', warnIf: '> 3', errorIf: '> 10' }, 'warn'],
    [0, { errorIf: '= 0', warnIf: '=0' }, 'fail'],
    [4, { errorIf: '<>4', warnIf: '== 5' }, 'pass'],
    [4, { errorIf: '>=4' }, 'fail'],
    [4, { errorIf: '<= 3', warnIf: '< 4' }, 'pass'],
  ]
  test.each(cases)('%d failures under %o: %s', (failures, config, status) => {
    expect(verdict(failures, genericTest('unique', { config })).status).toBe(status)
  })

  test('turns warnings into failures when told', () => {
    const node = genericTest('unique', { config: { severity: 'warn' } })
    expect(verdict(1, node, { warnError: true }).status).toBe('fail')
  })

  test.each(['', '10', '> ten', 'between 1 and 2', '> 1 or true', '=> 1'])(
    'refuses the condition `%s`',
    text => {
      expect(parseCondition(text)).toBeUndefined()
      const node = genericTest('unique', { config: { errorIf: text } })
      expect(() => verdict(1, node)).toThrow(expect.objectContaining({ code: 'M3101' }))
    },
  )
})

describe('checkQuery() refuses', () => {
  const cases: readonly [string, string, TestGiven][] = [
    ['M3102', 'accepted_values', { column: 'a' }],
    ['M3103', 'accepted_values', { column: 'a', arguments: { values: 'x' } }],
    ['M3103', 'accepted_values', { column: 'a', arguments: { values: [] } }],
    ['M3103', 'accepted_values', { column: 'a', arguments: { values: ['x'], quote: 'no' } }],
    ['M3103', 'relationships', { column: 'a', arguments: { to: 'ref(x)', field: 'id' } }],
    ['M3103', 'recency', { column: 'a', arguments: { count: 1, period: 'fortnight' } }],
    ['M3101', 'unique', { column: 'a', config: { warnIf: 'some' } }],
    ['M3102', 'sums_match', {}],
    ['M3103', 'sums_match', { arguments: { columns: ['a'], fields: ['b', 'c'] } }],
  ]
  test.each(cases)('%s: %s %o', (code, name, given) => {
    const error = caught(() => checkQuery(genericTest(name, given), context))
    expect(error.code).toBe(code)
    expect(error.place).toEqual({ file: 'models/schema.yml', line: 4, column: 9 })
  })

  test('testProblems() collects them', () => {
    const tests = [
      genericTest('accepted_values', { column: 'a' }),
      genericTest('unique', { column: 'a' }),
      genericTest('unique', { column: 'a', config: { errorIf: 'many' } }),
      genericTest('is_even', { builtIn: false }),
    ]
    const problems = testProblems(tests)
    expect(problems.map(({ code }) => code)).toEqual(['M3102', 'M3101'])
    expect(problems[0]!.message).toBe(
      'Test accepted_values_orders_a needs the argument `values`, which is absent.',
    )
  })
})

test('there is SQL for every built-in test that the compiler accepts', () => {
  expect([...BUILT_IN_TESTS.keys()].sort()).toEqual(Object.keys(signatures).sort())
})

describe('sameType()', () => {
  test.each([
    ['int', 'integer', true],
    ['INT8', 'bigint', true],
    ['timestamptz', 'timestamp with time zone', true],
    ['timestamp', 'timestamp with time zone', false],
    ['timestamp(3) with time zone', 'timestamp(3) with time zone', true],
    ['numeric', 'numeric(18,2)', true],
    ['numeric(18, 2)', 'numeric(18,2)', true],
    ['numeric(10)', 'numeric(10,0)', true],
    ['numeric(10,2)', 'numeric', false],
    ['varchar', 'character varying(20)', true],
    ['varchar(10)', 'character varying(20)', false],
    ['text', 'character varying', false],
    ['text[]', 'text[]', true],
    ['int[]', 'integer', false],
    ['jsonb', 'jsonb', true],
  ])('declared %s, found %s: %s', (declared, found, same) => {
    expect(sameType(declared, found)).toBe(same)
  })
})

describe('contracts', () => {
  test('brokenContract() shows the differences as a table', () => {
    const node = model([
      column('id', 'int'),
      column('amount', 'numeric(18,2)'),
      column('day', 'date'),
    ])
    const found = [
      { name: 'id', type: 'integer', nullable: true },
      { name: 'amount', type: 'double precision', nullable: true },
      { name: 'note', type: 'text', nullable: true },
    ]
    const error = brokenContract(node, found, type => type)!
    expect(error.code).toBe('M3110')
    expect(error.message).toBe(`The columns of orders differ from those declared in its schema file.
  column  declared        found
  amount  numeric(18,2)   double precision
  day     date            (no such column)
  note    (not declared)  text`)
    expect(brokenContract(node, [], type => type)).toBeDefined()
    expect(brokenContract({ ...node, config: open }, [], type => type)).toBeUndefined()
  })

  test('incompleteContract() names columns without a data type', () => {
    expect(incompleteContract(model([column('id', 'int'), column('note')]))!.message).toContain(
      'note',
    )
    expect(incompleteContract(model([]))!.message).toContain('declares no columns')
    expect(incompleteContract(model([column('id', 'int')]))).toBeUndefined()
  })
})

describe('constraintStatements()', () => {
  const relation = { schema: 'shop__stage', name: 'orders' }

  test('writes each constraint once', () => {
    const id = column('id', 'int', [
      { type: 'not_null', columns: [] },
      { type: 'unique', columns: [] },
    ])
    const statements = constraintStatements(
      model(
        [{ ...id, notNull: true }],
        [
          { type: 'primary_key', columns: ['id', 'Zeile'], name: 'orders_key' },
          { type: 'check', columns: [], expression: 'amount >= 0' },
          { type: 'foreign_key', columns: ['c'], expression: 'shop.customers (id)' },
        ],
      ),
      relation,
    )
    const table = 'alter table "shop__stage"."orders"'
    expect(statements).toEqual([
      `${table} add constraint "orders_key" primary key ("id", "Zeile")`,
      `${table} add check (amount >= 0)`,
      `${table} add foreign key ("c") references shop.customers (id)`,
      `${table} alter column "id" set not null`,
      `${table} add unique ("id")`,
    ])
  })

  test.each([
    [{ type: 'unique', columns: [] }, 'columns'],
    [{ type: 'check', columns: [] }, 'expression'],
    [{ type: 'foreign_key', columns: ['a'], expression: ' ' }, 'expression'],
  ] as const)('refuses %o without %s', (constraint, missing) => {
    const error = caught(() => constraintStatements(model([], [constraint]), relation))
    expect(error.code).toBe('M3112')
    expect(error.fields).toMatchObject({ missing })
  })
})

const place = { file: 'models/schema.yml', line: 2, column: 5 }
const enforced = { contractEnforced: true } as ModelNode['config']
const open = { contractEnforced: false } as ModelNode['config']

function model(columns: readonly ColumnDeclaration[], constraints: ModelNode['constraints'] = []) {
  return { id: 'model.shop.orders', name: 'orders', columns, constraints, config: enforced, place }
}

function column(
  name: string,
  dataType?: string,
  constraints: ColumnDeclaration['constraints'] = [],
): ColumnDeclaration {
  const rest = { description: '', notNull: false, tags: [], meta: {}, tests: [], place }
  return { name, constraints, ...(dataType !== undefined && { dataType }), ...rest }
}

function caught(work: () => unknown): ModelError {
  try {
    work()
  } catch (error) {
    if (error instanceof ModelError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

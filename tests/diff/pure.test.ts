/** Parts of a comparison that ask no database: columns side by side, counting, tolerance, declared keys. */
import { describe, expect, it } from 'vitest'
import type { BuiltNode, Manifest, Node } from '../../src/compile/manifest.ts'
import { comparedColumns, pairColumns, schemaDiffers, usableKey } from '../../src/diff/columns.ts'
import { declaredKeys } from '../../src/diff/find-keys.ts'
import type { RowPair } from '../../src/diff/row-pairs.ts'
import { isWithin, openTally } from '../../src/diff/tally.ts'

const column = (name: string, type: string) => ({ name, type, nullable: true })

describe('pairColumns()', () => {
  const here = [column('id', 'integer'), column('old', 'text'), column('at', 'date')]
  const there = [column('at', 'timestamp'), column('new', 'text'), column('id', 'integer')]
  const pairs = pairColumns(here, there, ['at'])

  it('puts this side first and what only the other side has last', () => {
    expect(pairs.map(({ name, hereType, thereType }) => [name, hereType, thereType])).toEqual([
      ['id', 'integer', 'integer'],
      ['old', 'text', null],
      ['at', 'date', 'timestamp'],
      ['new', null, 'text'],
    ])
  })

  it('leaves what is ignored or on one side alone out of what is compared', () => {
    expect(comparedColumns(pairs).map(({ name }) => name)).toEqual(['id'])
  })

  it.each([
    ['another order', [column('b', 'text'), column('a', 'text')], false],
    ['a missing column', [column('a', 'text')], true],
    ['another type', [column('a', 'text'), column('b', 'integer')], true],
  ])('schemaDiffers() is right about %s', (_, other, expected) => {
    const own = [column('a', 'text'), column('b', 'text')]
    expect(schemaDiffers(pairColumns(own, other, []))).toBe(expected)
    expect(schemaDiffers(pairColumns(own, other, ['b']))).toBe(false)
  })
})

it('usableKey() takes the first key that both sides have', () => {
  const columns = [{ name: 'b', hereType: 'text', thereType: 'text' }]
  expect(usableKey([['a'], [], ['a', 'b'], ['b']], columns)).toEqual(['b'])
  expect(usableKey([['a']], columns)).toBeNull()
})

it.each([
  ['1', '1.0000000001', 1e-9, true],
  ['1', '1.00000001', 1e-9, false],
  ['1000000000', '1000000001', 1e-9, true],
  ['0', '0.0000000001', 1e-9, true],
  ['NaN', '1', 0.5, false],
  ['Infinity', '1', 0.5, false],
  ['Infinity', '-Infinity', 0.5, false],
])('isWithin(%s, %s, %s) is %s', (here, there, tolerance, expected) => {
  expect(isWithin(here, there, tolerance)).toBe(expected)
  expect(isWithin(there, here, tolerance)).toBe(expected)
})

describe('openTally()', () => {
  const row = (count: number, ...values: (string | null)[]) => ({ values, count })
  const pair = (here: RowPair['here'], there: RowPair['there']): RowPair => ({ here, there })
  const tally = (key: readonly string[] | null, limit = 2) =>
    openTally({ columns: ['id', 'a', 'b'], key, limit, tolerates: () => false })

  it('counts rows, cells and changed rows by the key', () => {
    const book = tally(['id'])
    book.take([
      pair(row(1, '1', 'x', 'y'), row(1, '1', 'x', null)),
      pair(row(1, '2', 'x', 'y'), row(1, '2', 'z', 'z')),
      pair(row(1, '3', null, 'y'), row(1, '3', null, 'y')),
      pair(row(1, '4', 'x', 'y'), undefined),
      pair(undefined, row(1, '5', 'x', 'y')),
    ])
    expect(book.counts()).toEqual({ onlyHere: 1, onlyThere: 1, changed: 2, differing: [0, 1, 2] })
  })

  it('takes a cell of each column in turn, and no more than the limit', () => {
    const book = tally(['id'])
    for (let id = 0; id < 100; id++)
      book.take([pair(row(1, String(id), 'x', 'y'), row(1, String(id), id < 50 ? 'x' : 'z', 'z'))])
    expect(book.samples()).toEqual([
      { kind: 'changed', key: { id: '50' }, column: 'a', here: 'x', there: 'z' },
      { kind: 'changed', key: { id: '0' }, column: 'b', here: 'y', there: 'z' },
    ])
  })

  it('counts whole rows as often as a side has more of them', () => {
    const book = tally(null, 10)
    book.take([
      pair(row(5, '1', 'x', 'y'), row(2, '1', 'x', 'y')),
      pair(row(1, '2', 'x', 'y'), row(3, '2', 'x', 'y')),
      pair(row(4, '3', 'x', 'y'), row(4, '3', 'x', 'y')),
    ])
    expect(book.counts()).toMatchObject({ onlyHere: 3, onlyThere: 2, changed: 0 })
    expect(book.samples().map(({ kind, key }) => [kind, key])).toEqual([
      ['only here', { id: '1', a: 'x', b: 'y' }],
      ['only there', { id: '2', a: 'x', b: 'y' }],
    ])
  })
})

describe('declaredKeys()', () => {
  const test = (name: string, over: { column?: string; columns?: string[]; where?: string }) =>
    ({
      kind: 'test',
      id: `${name} ${over.column ?? over.columns}`,
      config: over.where === undefined ? {} : { where: over.where },
      definition: {
        kind: 'generic',
        builtIn: true,
        test: name,
        attachedTo: 'model.orders',
        ...(over.column !== undefined && { column: over.column }),
        declaration: { arguments: over.columns ? { columns: over.columns } : {} },
      },
    }) as unknown as Node
  const keys = (tests: readonly Node[], node: Partial<BuiltNode> = {}) => {
    const manifest = { nodes: new Map(tests.map(each => [each.id, each])) }
    const orders = { kind: 'model', id: 'model.orders', columns: [], constraints: [], ...node }
    return declaredKeys(manifest as unknown as Manifest)(orders as unknown as BuiltNode)
  }

  it('goes from the primary key over unique columns without NULL and combinations to what is only unique', () => {
    const tests = [
      test('unique', { column: 'email' }),
      test('unique_combination', { columns: ['day', 'shop'] }),
      test('unique', { column: 'id' }),
      test('not_null', { column: 'id' }),
    ]
    const constraints = [{ type: 'primary_key', columns: ['code'] }] as const
    expect(keys(tests, { constraints })).toEqual([['code'], ['id'], ['day', 'shop'], ['email']])
  })

  it('passes over a test that looks at some rows only', () => {
    expect(keys([test('unique', { column: 'id', where: 'active' })])).toEqual([])
  })
})

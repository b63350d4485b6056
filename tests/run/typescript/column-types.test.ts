/** Which SQL type a schema of zod gives: the table of docs/typescript-models.md, and what wraps them. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ModelNode } from '../../../src/compile/manifest.ts'
import { columnTypes } from '../../../src/run/typescript/column-types.ts'

const place = { file: 'models/m.ts', line: 1, column: 1 }
const at = { file: 'models/m.ts', line: 7, column: 5 }
/** What is read of a node here. */
const node = { id: 'model.shop.m', place, script: { schemas: { x: at } } } as unknown as ModelNode

const CASES: readonly (readonly [name: string, schema: z.ZodType, type: string])[] = [
  ['a string', z.string(), 'text'],
  ['an address', z.email(), 'text'],
  ['a URL', z.url().nullable(), 'text'],
  ['an enum', z.enum(['a', 'b']), 'text'],
  ['a literal', z.literal('a'), 'text'],
  ['a literal of null too', z.literal(['a', null]), 'text'],
  ['a template literal', z.templateLiteral(['x', z.number()]), 'text'],
  ['an integer', z.int(), 'bigint'],
  ['a number that is checked for it', z.number().int(), 'bigint'],
  ['an int32', z.int32(), 'integer'],
  ['a uint32', z.uint32(), 'bigint'],
  ['a number', z.number().min(0), 'numeric'],
  ['a float32', z.float32(), 'real'],
  ['a float64', z.float64(), 'double precision'],
  ['literals of whole numbers', z.literal([1, 2]), 'bigint'],
  ['a bigint', z.bigint(), 'numeric'],
  ['an int64', z.int64(), 'bigint'],
  ['a boolean', z.boolean(), 'boolean'],
  ['a day', z.iso.date(), 'date'],
  ['a moment', z.iso.datetime(), 'timestamptz'],
  ['a moment with an offset', z.iso.datetime({ offset: true }), 'timestamptz'],
  ['a date of JavaScript', z.date(), 'timestamptz'],
  ['a time', z.iso.time(), 'time'],
  ['a uuid', z.uuid(), 'uuid'],
  ['an object', z.object({ a: z.string() }), 'jsonb'],
  ['a list', z.array(z.string()), 'jsonb'],
  ['a tuple', z.tuple([z.string()]), 'jsonb'],
  ['a record', z.record(z.string(), z.int()), 'jsonb'],
  ['anything', z.unknown(), 'jsonb'],
  ['what may be null', z.int().nullable(), 'bigint'],
  ['what may be left out', z.iso.date().optional(), 'date'],
  ['what has a default', z.int32().default(1), 'integer'],
  ['what is caught', z.boolean().catch(false), 'boolean'],
  ['a union of texts', z.union([z.literal('a'), z.string()]), 'text'],
  ['a union with null', z.union([z.int(), z.null()]), 'bigint'],
  ['what is parsed', z.string().pipe(z.coerce.date()), 'timestamptz'],
  ['what says it', z.string().meta({ type: 'numeric(12,2)' }), 'numeric(12,2)'],
  ['what says it inside', z.string().meta({ type: 'bigint' }).nullable(), 'bigint'],
  ['an SQL array', z.array(z.string()).meta({ type: 'text[]' }), 'text[]'],
]

describe('columnTypes()', () => {
  it.each(CASES)('of %s', (_, schema, type) => {
    expect(columnTypes(z.object({ x: schema }), node)).toEqual([{ name: 'x', type }])
  })

  it.each([
    ['a union of different kinds', z.union([z.string(), z.int()]), 'a union'],
    ['a transformation', z.string().transform(text => text.length), 'a transform'],
    ['an enum of different kinds', z.enum({ a: 'a', b: 1 }).nullable(), 'an enum'],
    ['literals of different kinds', z.literal(['a', 1]), 'a literal'],
    ['a class', z.instanceof(Uint8Array), 'a custom'],
  ])('refuses %s at its place', (_, schema, found) => {
    expect(() => columnTypes(z.object({ x: schema }), node)).toThrow(
      expect.objectContaining({ code: 'M3312', fields: { column: 'x', found }, place: at }),
    )
  })

  it('places a schema that is put together elsewhere at the file', () => {
    const columns = z.object({ constructor: z.never() })
    expect(() => columnTypes(columns, node)).toThrow(expect.objectContaining({ place }))
  })
})

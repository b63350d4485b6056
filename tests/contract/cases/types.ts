/** Values of all common types, in by bound values and out by results. */
import { expect } from 'vitest'
import type { ContractCase } from '../contract.ts'

/** Type, its text, what comes out, and what is the type's name in results. */
const VALUES: readonly (readonly [type: string, text: string, out: unknown, name?: string])[] = [
  ['smallint', '-7', -7],
  ['integer', '42', 42],
  ['bigint', '9007199254740993', '9007199254740993'],
  ['numeric', '0.1000', '0.1000'],
  [
    'numeric(38,10)',
    '1234567890123456789012345678.0123456789',
    '1234567890123456789012345678.0123456789',
    'numeric',
  ],
  ['double precision', '0.1', 0.1],
  ['real', '1.5', 1.5],
  ['boolean', 'true', true],
  ['text', 'naïve 😀 \'"\\ \n', 'naïve 😀 \'"\\ \n'],
  ['varchar(5)', 'abc', 'abc', 'character varying'],
  ['date', '2026-02-14', '2026-02-14'],
  [
    'timestamp',
    '2026-02-14 09:30:00.123456',
    '2026-02-14T09:30:00.123456',
    'timestamp without time zone',
  ],
  ['timestamptz', '2026-02-14 09:30:00+02', '2026-02-14T07:30:00Z', 'timestamp with time zone'],
  ['time', '09:30:00', '09:30:00', 'time without time zone'],
  ['interval', '1 day 02:00:00', '1 day 02:00:00'],
  ['uuid', '6ecd8c99-4036-403d-bf84-cf8400f67836', '6ecd8c99-4036-403d-bf84-cf8400f67836'],
  ['bytea', '\\x00ff', '\\x00ff'],
  ['json', '{"a": [1, null]}', { a: [1, null] }],
  ['jsonb', '{"a": "é"}', { a: 'é' }],
  ['integer[]', '{1,NULL,3}', [1, null, 3]],
  ['bigint[]', '{9007199254740993}', ['9007199254740993']],
  ['numeric[]', '{1.50,2}', ['1.50', '2']],
  ['text[]', '{"a,b","c\\"d",NULL,"NULL"}', ['a,b', 'c"d', null, 'NULL']],
  [
    'integer[][]',
    '{{1,2},{3,4}}',
    [
      [1, 2],
      [3, 4],
    ],
    'integer[]',
  ],
]

export const TYPE_CASES: readonly ContractCase[] = [
  ...VALUES.map(
    ([type, text, out, name = type]): ContractCase => ({
      name: `a ${type} comes out as it went in`,
      run: async ({ adapter }) => {
        const result = await adapter.query(
          `select $1::${type} as value, null::${type} as nothing`,
          [text],
        )
        expect(result.rows).toEqual([{ value: out, nothing: null }])
        expect(result.columns[0]!.type).toBe(name)
      },
    }),
  ),
  {
    name: 'values of JavaScript are bound by what they are',
    run: async ({ adapter }) => {
      const { rows } = await adapter.query(
        `select $1::int as number, $2::bigint as big, $3::bool as bool, $4::timestamptz as date,
           $5::text[] as list, $6::jsonb as object, $7::text as nothing, $8::bytea as bytes`,
        [
          5,
          12345678901234567890n / 10n,
          false,
          new Date('2026-02-14T00:00:00Z'),
          ['a"\\', null],
          { a: 1 },
          undefined,
          new Uint8Array([1, 255]),
        ],
      )
      expect(rows).toEqual([
        {
          number: 5,
          big: '1234567890123456789',
          bool: false,
          date: '2026-02-14T00:00:00Z',
          list: ['a"\\', null],
          object: { a: 1 },
          nothing: null,
          bytes: '\\x01ff',
        },
      ])
    },
  },
  {
    name: 'infinite and ancient times stay as they are printed',
    run: async ({ adapter }) => {
      const { rows } = await adapter.query(
        "select 'infinity'::timestamptz as a, '0044-03-15 BC'::timestamp as b, 'NaN'::float8 as c",
      )
      expect(rows).toEqual([{ a: 'infinity', b: '0044-03-15 00:00:00 BC', c: Number.NaN }])
    },
  },
  {
    name: "a user's own type has its name",
    run: async ({ adapter, schema }) => {
      await adapter.execute(`create type ${schema}.mood as enum ('calm', 'wild')`)
      const result = await adapter.query(`select 'calm'::${schema}.mood as mood`)
      expect(result.rows).toEqual([{ mood: 'calm' }])
      expect(result.columns[0]!.type).toContain('mood')
    },
  },
]

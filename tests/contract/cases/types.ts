/** Values of all common types, in by bound values and out by results. */
import { expect } from 'vitest'
import { printRelation } from '../../../src/sql/relation.ts'
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
  [
    'numeric(38,0)',
    '-99999999999999999999999999999999999999',
    '-99999999999999999999999999999999999999',
    'numeric',
  ],
  ['numeric', '0', '0'],
  ['double precision', '0.1', 0.1],
  ['double precision', '-1.7976931348623157e308', -1.7976931348623157e308],
  ['double precision', '5e-324', 5e-324],
  ['real', '1.5', 1.5],
  ['boolean', 'true', true],
  ['text', 'naïve 😀 \'"\\ \n', 'naïve 😀 \'"\\ \n'],
  // Composed and decomposed, right to left, a family of four in one grapheme, line ends.
  ['text', 'é e\u0301 שלום 👩‍👩‍👧‍👦 \t\r\n', 'é e\u0301 שלום 👩‍👩‍👧‍👦 \t\r\n'],
  ['text', '', ''],
  ['text', 'x'.repeat(1_000_000), 'x'.repeat(1_000_000)],
  ['varchar(5)', 'abc', 'abc', 'character varying'],
  ['date', '2026-02-14', '2026-02-14'],
  [
    'timestamp',
    '2026-02-14 09:30:00.123456',
    '2026-02-14T09:30:00.123456',
    'timestamp without time zone',
  ],
  ['timestamptz', '2026-02-14 09:30:00+02', '2026-02-14T07:30:00Z', 'timestamp with time zone'],
  [
    'timestamptz',
    '2026-07-01 00:00:00.000001-09:30',
    '2026-07-01T09:30:00.000001Z',
    'timestamp with time zone',
  ],
  ['timestamptz', '1900-01-01 00:00:00+00', '1900-01-01T00:00:00Z', 'timestamp with time zone'],
  ['date', '9999-12-31', '9999-12-31'],
  ['boolean', 'false', false],
  ['smallint', '-32768', -32768],
  ['bigint', '-9223372036854775808', '-9223372036854775808'],
  ['json', 'null', null],
  ['json', '"text"', 'text'],
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
  ['boolean[]', '{t,NULL,f}', [true, null, false]],
  ['text[]', '{}', []],
  [
    'timestamptz[]',
    '{"2026-02-14 09:30:00+02"}',
    ['2026-02-14T07:30:00Z'],
    'timestamp with time zone[]',
  ],
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

/** The file of one row that has every type, as the bulk path reads it. */
function csvRow(values: readonly string[]): string {
  return values.map(text => `"${text.replaceAll('"', '""')}"`).join(',')
}

export const TYPE_CASES: readonly ContractCase[] = [
  ...VALUES.map(
    ([type, text, out, name = type]): ContractCase => ({
      name: `a ${type} comes out as it went in: ${JSON.stringify(text).slice(0, 40)}`,
      type,
      run: async ({ adapter, words }) => {
        const own = adapter.dialect.typeName(type)
        const sql = `select cast($1 as ${own}) as value, cast(null as ${own}) as nothing`
        const result = await adapter.query(sql, [text])
        expect(result.rows).toEqual([{ value: out, nothing: null }])
        expect(result.columns[0]!.type).toBe(words.typeNames?.[name] ?? name)
      },
    }),
  ),
  ...VALUES.map(
    ([type, text, out]): ContractCase => ({
      name: `a ${type} is loaded from a file: ${JSON.stringify(text).slice(0, 40)}`,
      type,
      run: async scene => {
        const { adapter, relation } = scene
        const into = relation('t')
        const columns = [
          { name: 'value', type: adapter.dialect.typeName(type), notNull: true },
          { name: 'nothing', type: adapter.dialect.typeName(type), notNull: false },
        ]
        const options = { ifNotExists: false, constraints: [] }
        await adapter.execute(adapter.dialect.createTable(into, columns, options))
        const file = await scene.file(`value,nothing\n${csvRow([text])},\n`)
        const load = { relation: into, columns: ['value', 'nothing'], file, delimiter: ',' }
        expect(await adapter.copyIn({ ...load, header: true })).toEqual({ rows: 1 })
        const { rows } = await adapter.query(`select value, nothing from ${printRelation(into)}`)
        expect(rows).toEqual([{ value: out, nothing: null }])
      },
    }),
  ),
  {
    name: 'values of JavaScript are bound by what they are',
    run: async ({ adapter }) => {
      const type = adapter.dialect.typeName
      const { rows } = await adapter.query(
        `select cast($1 as int) as number, cast($2 as bigint) as big, cast($3 as boolean) as bool,
           cast($4 as timestamp with time zone) as date, cast($5 as ${type('text[]')}) as list,
           cast($6 as ${type('jsonb')}) as object, cast($7 as ${type('text')}) as nothing,
           cast($8 as ${type('bytea')}) as bytes`,
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
    needs: 'infinite times',
    run: async ({ adapter }) => {
      const { rows } = await adapter.query(
        "select 'infinity'::timestamptz as a, '0044-03-15 BC'::timestamp as b, 'NaN'::float8 as c",
      )
      expect(rows).toEqual([{ a: 'infinity', b: '0044-03-15 00:00:00 BC', c: Number.NaN }])
    },
  },
  {
    name: "a user's own type has its name",
    needs: 'user-defined types',
    run: async ({ adapter, schema }) => {
      await adapter.execute(`create type ${schema}.mood as enum ('calm', 'wild')`)
      const result = await adapter.query(`select 'calm'::${schema}.mood as mood`)
      expect(result.rows).toEqual([{ mood: 'calm' }])
      expect(result.columns[0]!.type).toContain('mood')
    },
  },
]

/** Values as text that is the same on every engine: what `model diff` compares. */
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { ContractCase } from '../contract.ts'

/** Type, a value, and the one text that all engines have for it. */
const TEXTS: readonly (readonly [type: string, value: string, text: string])[] = [
  ['smallint', '-7', '-7'],
  ['bigint', '9007199254740993', '9007199254740993'],
  ['numeric', '1.5000', '1.5'],
  ['numeric(18,2)', '10.00', '10'],
  ['numeric', 'NaN', 'NaN'],
  ['double precision', '-0', '0'],
  ['double precision', '1e300', '1e+300'],
  ['double precision', '0.30000000000000004', '0.30000000000000004'],
  ['double precision', '-Infinity', '-Infinity'],
  ['real', '0.1', '0.1'],
  ['boolean', 'yes', 'true'],
  ['text', ' Ä ', ' Ä '],
  ['character(5)', 'ab', 'ab'],
  ['character varying(5)', 'ab ', 'ab '],
  ['date', '2026-02-14', '2026-02-14'],
  ['timestamp without time zone', '2026-02-14 09:30:00.1200', '2026-02-14 09:30:00.12'],
  ['timestamp with time zone', '2026-02-14 09:30:00+02', '2026-02-14 07:30:00'],
  ['timestamp(0) with time zone', 'infinity', 'infinity'],
  ['interval', '26 hours 90 minutes', '27:30:00'],
  ['uuid', '6ECD8C99-4036-403d-bf84-cf8400f67836', '6ecd8c99-4036-403d-bf84-cf8400f67836'],
  ['bytea', '\\x00FF', '\\x00ff'],
  ['json', '{"b":  1, "a": [true]}', '{"a": [true], "b": 1}'],
  ['jsonb', '{"b":1,"a":[true]}', '{"a": [true], "b": 1}'],
  ['text[]', '{a,NULL,"b c"}', '{a,NULL,"b c"}'],
]

const textCases = TEXTS.map(
  ([type, value, text]): ContractCase => ({
    name: `comparison.text() of the ${type} ${value} is ${text}`,
    run: async ({ adapter }) => {
      const { comparison } = adapter.dialect
      const written = comparison.text('value', type)
      const nothing = comparison.text('nothing', type)
      const { rows } = await adapter.query(
        `select ${written} as text, ${nothing} as nothing
        from (select cast($1 as ${type}) as value, cast(null as ${type}) as nothing) as one`,
        [value],
      )
      expect(rows).toEqual([{ text, nothing: null }])
    },
  }),
)

export const COMPARISON_CASES: readonly ContractCase[] = [
  ...textCases,
  {
    name: 'comparison.text() rounds numbers with a fraction to the decimals that count, and leaves what cannot be rounded',
    run: async ({ adapter }) => {
      const { comparison } = adapter.dialect
      const float = comparison.text('value', 'double precision', { decimals: 3 })
      const numeric = comparison.text('exact', 'numeric', { decimals: 3 })
      const { rows } = await adapter.query(
        `select ${float} as float, ${numeric} as number from (values
          (0.12349::double precision, 2.5004::numeric), ('Infinity', 7), ('NaN', null)) as given (value, exact)`,
      )
      expect(rows).toEqual([
        { float: '0.123', number: '2.5' },
        { float: 'Infinity', number: '7' },
        { float: 'NaN', number: null },
      ])
    },
  },
  {
    name: 'comparison.text() shortens a long value to its beginning and a digest',
    run: async ({ adapter }) => {
      const text = adapter.dialect.comparison.text('value', 'text', { longest: 20 })
      const long = 'é'.repeat(21)
      const { rows } = await adapter.query<{ text: string }>(
        `select ${text} as text from (values ($1), ('${'é'.repeat(20)}')) as given (value)`,
        [long],
      )
      const md5 = createHash('md5').update(long).digest('hex')
      expect(rows.map(row => row.text)).toEqual([
        `éé... (21 characters, md5 ${md5})`,
        'é'.repeat(20),
      ])
    },
  },
  {
    name: 'comparison.joined() tells NULL from an empty text, and where one text ends from where the next begins',
    run: async ({ adapter }) => {
      const joined = adapter.dialect.comparison.joined(['a', 'b'])
      const { rows } = await adapter.query<{ joined: string }>(
        `select ${joined} as joined from (values
          (null, ''), ('', null), (null, null), ('', ''), ('a,', 'b'), ('a', ',b'), ('"', ''), ('\\', '"')) as given (a, b)`,
      )
      expect(new Set(rows.map(row => row.joined)).size).toBe(8)
    },
  },
  {
    name: 'comparison.hash() is the same number everywhere',
    run: async ({ adapter }) => {
      const { rows } = await adapter.query<{ hash: string }>(
        `select ${adapter.dialect.comparison.hash("'naïve 😀'")} as hash`,
      )
      const md5 = createHash('md5').update('naïve 😀').digest('hex')
      expect(rows[0]!.hash).toBe(String(BigInt(`0x${md5.slice(0, 15)}`)))
    },
  },
]

/**
 * Values of Postgres as text that compares equal on PostgreSQL 13 to 18 and on PGlite, whatever the cluster's locale.
 * Relies on the settings that every connection has: ISO dates, UTC, intervals, floats and bytes in their default form.
 */
import type { ComparisonDialect } from '../adapter.ts'

/** SQL text for comparing rows of two databases. */
export const POSTGRES_COMPARISON: ComparisonDialect = {
  text: (expression, type, { decimals, longest } = {}) => {
    const base = baseType(type)
    const text = comparableText(expression, base, decimals)
    return longest === undefined || BOUNDED.has(base) ? text : abbreviated(text, longest)
  },
  value: (expression, type) => {
    const base = baseType(type)
    return COMPARED_AS_IT_IS.has(base) ? expression : comparableText(expression, base, undefined)
  },
  // Records quote what needs it and print NULL as nothing at all.
  joined: texts => `(row(${texts.join(', ')})::text collate "C")`,
  hash: text => `('x' || substr(md5(${text}), 1, 15))::bit(60)::bigint`,
  isFractional: type => FRACTIONAL.has(baseType(type)),
}

const FLOATS = new Set(['real', 'double precision'])
const FRACTIONAL = new Set([...FLOATS, 'numeric'])
const BOUNDED = new Set([
  ...FRACTIONAL,
  ...['smallint', 'integer', 'bigint', 'boolean', 'uuid', 'date', 'interval', 'money', 'oid'],
  ...['timestamp without time zone', 'timestamp with time zone'],
  ...['time without time zone', 'time with time zone'],
])

/** A month equals 30 days, and an hour of one zone an hour of another, though they are not the same. */
const NOT_THE_SAME = new Set(['interval', 'time with time zone'])
const COMPARED_AS_IT_IS = new Set([...BOUNDED].filter(type => !NOT_THE_SAME.has(type)))

/** `numeric` of `numeric(18,2)`, `timestamp with time zone` of `timestamp(3) with time zone`. */
function baseType(type: string): string {
  return type.replace(/\([^)]*\)/, '')
}

function comparableText(expression: string, type: string, decimals: number | undefined): string {
  if (FRACTIONAL.has(type) && decimals !== undefined) return rounded(expression, type, decimals)
  switch (type) {
    case 'numeric':
      return `trim_scale(${expression})::text`
    case 'timestamp with time zone':
      return `(${expression} at time zone 'UTC')::text`
    // Adding zero takes the sign from a negative one, which equals it.
    case 'real':
    case 'double precision':
      return `(${expression} + 0::${type})::text`
    // The order of keys, repeated keys and blanks say nothing in json.
    case 'json':
      return `(${expression})::jsonb::text collate "C"`
    // Its text has the symbol and the marks of the server's locale.
    case 'money':
      return `trim_scale((${expression})::numeric)::text`
    default:
      // A collation may hold that two different texts are equal.
      return BOUNDED.has(type) ? `(${expression})::text` : `(${expression})::text collate "C"`
  }
}

function rounded(expression: string, type: string, decimals: number): string {
  const number = `trim_scale(round((${expression})::numeric, ${decimals}))::text`
  // Before PostgreSQL 14 numeric has no infinity.
  return FLOATS.has(type)
    ? `case when ${expression} in ('NaN', 'Infinity', '-Infinity') then (${expression})::text else ${number} end`
    : number
}

function abbreviated(text: string, longest: number): string {
  const digest = `left(${text}, ${Math.ceil(longest / 10)}) || '... (' || length(${text}) || ' characters, md5 ' || md5(${text}) || ')'`
  return `case when length(${text}) > ${longest} then ${digest} else ${text} end`
}

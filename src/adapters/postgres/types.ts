/**
 * Values and type names of Postgres, the same for every driver: how values go in as text, and how text comes out.
 * bigint and numeric stay text because JavaScript's numbers would lose digits; dates and times become ISO text because
 * its dates would lose microseconds and guess time zones.
 */

/** Object identifiers of the built-in types that results name often. */
export const BUILT_IN_TYPES: Readonly<Record<number, string>> = {
  16: 'boolean',
  17: 'bytea',
  18: '"char"',
  19: 'name',
  20: 'bigint',
  21: 'smallint',
  23: 'integer',
  25: 'text',
  26: 'oid',
  114: 'json',
  700: 'real',
  701: 'double precision',
  1042: 'character',
  1043: 'character varying',
  1082: 'date',
  1083: 'time without time zone',
  1114: 'timestamp without time zone',
  1184: 'timestamp with time zone',
  1186: 'interval',
  1266: 'time with time zone',
  1700: 'numeric',
  2950: 'uuid',
  3802: 'jsonb',
  1000: 'boolean[]',
  1005: 'smallint[]',
  1007: 'integer[]',
  1009: 'text[]',
  1015: 'character varying[]',
  1016: 'bigint[]',
  1021: 'real[]',
  1022: 'double precision[]',
  1115: 'timestamp without time zone[]',
  1182: 'date[]',
  1185: 'timestamp with time zone[]',
  1231: 'numeric[]',
  2951: 'uuid[]',
  3807: 'jsonb[]',
}

type Parse = (text: string) => unknown

/** Rules by type; a type without one stays text. */
export const RESULT_PARSERS: Readonly<Record<number, Parse>> = {
  16: text => text === 't',
  17: asIs,
  20: asIs,
  21: Number,
  23: Number,
  26: Number,
  114: text => JSON.parse(text) as unknown,
  700: Number,
  701: Number,
  1082: asIs,
  1114: isoTimestamp,
  1184: isoTimestamp,
  1700: asIs,
  3802: text => JSON.parse(text) as unknown,
}

/** Element types of the built-in arrays. */
const ELEMENTS: Readonly<Record<number, number>> = {
  1000: 16,
  1001: 17,
  1005: 21,
  1007: 23,
  1009: 25,
  1015: 1043,
  1016: 20,
  1021: 700,
  1022: 701,
  1028: 26,
  1115: 1114,
  1182: 1082,
  1185: 1184,
  1231: 1700,
  199: 114,
  2951: 2950,
  3807: 3802,
}

/** The rule for a type, arrays included, for drivers that know none of their own. */
export function resultParser(type: number): Parse {
  const element = ELEMENTS[type]
  if (element === undefined) return RESULT_PARSERS[type] ?? asIs
  const parse = RESULT_PARSERS[element] ?? asIs
  return text => parseArray(text, parse)
}

/** One token of an array's text: a brace, a quoted element, a bare one, or a comma. */
const ARRAY_TOKEN = /[{},]|"((?:[^"\\]|\\.)*)"|[^{},"]+/gs

/** `{1,NULL,{2}}` as nested arrays. */
function parseArray(text: string, parse: Parse): unknown[] {
  const open: unknown[][] = [[]]
  // Bounds other than 1 are written before the array: `[0:1]={a,b}`.
  for (const [token, quoted] of text.slice(text.indexOf('{')).matchAll(ARRAY_TOKEN)) {
    if (token === '{') open.push([])
    else if (token === '}') open.at(-2)!.push(open.pop())
    else if (quoted !== undefined) open.at(-1)!.push(parse(quoted.replace(/\\(.)/gs, '$1')))
    else if (token !== ',') open.at(-1)!.push(token === 'NULL' ? null : parse(token))
  }
  return open[0]![0] as unknown[]
}

function asIs(text: string): string {
  return text
}

const TIMESTAMP = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:([+-]\d\d)(:\d\d)?(:\d\d)?)?$/

/** `2026-02-14 09:30:00.5+02` as `2026-02-14T09:30:00.5+02:00`; `infinity` and years before Christ stay as they are. */
export function isoTimestamp(text: string): string {
  const match = TIMESTAMP.exec(text)
  if (!match) return text
  const [, date, time, hours, minutes = ':00', seconds = ''] = match
  if (hours === undefined) return `${date}T${time}`
  const offset = `${hours}${minutes}${seconds}`
  return `${date}T${time}${offset === '+00:00' ? 'Z' : offset}`
}

/** The text form of a value for a bound parameter, or null. */
export function encodeValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return encodeArray(value)
  if (value instanceof Set) return encodeArray([...value])
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function encodeArray(values: readonly unknown[]): string {
  const elements = values.map(value => {
    if (Array.isArray(value)) return encodeArray(value)
    const text = encodeValue(value)
    return text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`
  })
  return `{${elements.join(',')}}`
}

/** Words of other engines and of dbt's schema files, in Postgres' terms. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  int64: 'bigint',
  int32: 'integer',
  int16: 'smallint',
  long: 'bigint',
  tinyint: 'smallint',
  float32: 'real',
  float64: 'double precision',
  double: 'double precision',
  number: 'numeric',
  bool: 'boolean',
  datetime: 'timestamp',
  timestamp_tz: 'timestamptz',
  timestamp_ntz: 'timestamp',
  bytes: 'bytea',
  blob: 'bytea',
  binary: 'bytea',
}

const DECLARED = /^\s*([A-Za-z_][A-Za-z_0-9]*)\s*(\([^()]*\))?((?:\s*\[\s*\])*)\s*$/

/** Postgres' own text for a declared type: `string` becomes `text`, `numeric(18,2)` stays. */
export function typeName(declared: string): string {
  const match = DECLARED.exec(declared)
  const word = match && TYPE_WORDS[match[1]!.toLowerCase()]
  return match && word ? `${word}${match[2] ?? ''}${match[3] ?? ''}` : declared.trim()
}

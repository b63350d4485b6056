/** Names of one data type: SQL has several for most. Pure. */

/** Short names and the one that engines print. */
const synonyms: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  string: 'text',
  varchar: 'character varying',
  char: 'character',
  bpchar: 'character',
  decimal: 'numeric',
  dec: 'numeric',
  bool: 'boolean',
  float8: 'double precision',
  float: 'double precision',
  double: 'double precision',
  float4: 'real',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
  datetime: 'timestamp without time zone',
  timetz: 'time with time zone',
  time: 'time without time zone',
}

interface ParsedType {
  readonly name: string
  /** Length, or precision and scale: `18,2`. */
  readonly size: string
  readonly array: string
}

/** True when a declared type accepts a found one: the same by any name, and of the declared size when one is declared. */
export function sameType(declared: string, found: string): boolean {
  const wanted = parseType(declared)
  const type = parseType(found)
  if (wanted.name !== type.name || wanted.array !== type.array) return false
  return wanted.size === '' || wanted.size === type.size
}

/** `NUMERIC (18, 2)[]` in its parts; a size may stand inside: `timestamp(3) with time zone`. */
function parseType(text: string): ParsedType {
  const lower = text.trim().toLowerCase().replace(/\s+/g, ' ')
  const array = /(\[\d*\])+$/.exec(lower)?.[0] ?? ''
  const bare = lower.slice(0, lower.length - array.length)
  const size = /\(([^)]*)\)/.exec(bare)?.[1] ?? ''
  const name = bare.replace(/\s*\([^)]*\)/, '').trim()
  return {
    name: synonyms[name] ?? name,
    size: scaled(size.replaceAll(' ', '')),
    array: array.replace(/\d/g, ''),
  }
}

/** numeric(10) is printed as numeric(10,0). */
const scaled = (size: string): string => size.replace(/,0$/, '')

/** Values of requests: whether a text is one of its kind. Pure; the database never sees what is refused here. */
import type { EndpointParameter, ValueType } from './endpoint.ts'

/** The engine's type of each kind of value. */
export const SQL_TYPES: Readonly<Record<ValueType, string>> = {
  text: 'text',
  integer: 'bigint',
  number: 'numeric',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp with time zone',
  uuid: 'uuid',
  json: 'jsonb',
}

const INTEGER = /^[+-]?\d{1,19}$/
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
/** As RFC 3339 has it, a little more freely, with the offsets that the engine knows. */
const TIMESTAMP =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d{1,9})?)?(?:[Zz]|[+-](?:0\d|1[0-5]):?[0-5]\d)?)?$/
/** The end of a time in documents: offsets of RFC 3339 go on to 23:59. */
export const OFFSET_PATTERN = '([Zz]|[+-](0\\d|1[0-5]):[0-5]\\d)$'
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const LARGEST = 2n ** 63n - 1n

/** Characters of a number, more than anybody needs and less than would cost the database anything. */
const LONGEST_NUMBER = 100

const CHECKS: Readonly<Record<ValueType, (text: string) => string | undefined>> = {
  text: text => (text.includes('\0') ? 'has a NUL character' : undefined),
  integer: text =>
    INTEGER.test(text) && isBigint(text) ? undefined : 'is no whole number of 64 bits',
  number: text =>
    text.length <= LONGEST_NUMBER && NUMBER.test(text) ? undefined : 'is no number such as 12.5',
  boolean: text => (text === 'true' || text === 'false' ? undefined : 'is neither true nor false'),
  date: text => (isDate(text) ? undefined : 'is no date such as 2026-02-14'),
  timestamp: text => {
    const day = TIMESTAMP.exec(text)?.[1]
    return day !== undefined && isDate(day) ? undefined : 'is no time such as 2026-02-14T09:30:00Z'
  },
  uuid: text => (UUID.test(text) ? undefined : 'is no UUID'),
  json: text => (isJson(text) ? undefined : 'is no JSON'),
}

/** What is wrong with the text of a value, as the end of a sentence; undefined when nothing is. */
export function valueProblem(parameter: EndpointParameter, text: string): string | undefined {
  const { type, choices, min, max, maxLength } = parameter
  const wrong = CHECKS[type](text)
  if (wrong !== undefined) return wrong
  if (choices !== undefined && !choices.includes(text)) return `is none of ${choices.join(', ')}`
  if (maxLength !== undefined && [...text].length > maxLength)
    return `is longer than ${maxLength} characters`
  if (min !== undefined && Number(text) < min) return `is less than ${min}`
  if (max !== undefined && Number(text) > max) return `is more than ${max}`
  return undefined
}

function isBigint(text: string): boolean {
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return value <= LARGEST && value >= -LARGEST - 1n
}

function isDate(text: string): boolean {
  const match = DATE.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const date = new Date(0)
  // The constructor takes years below 100 for others.
  date.setUTCFullYear(year, month - 1, day)
  // The year 0 is none to the database.
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

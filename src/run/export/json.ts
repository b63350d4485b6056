/** A JSON array, an object a line. Decimals and whole numbers keep every digit; json values stay as they are written. Pure. */
import { type Encoder, type ExportColumn, isExactNumber, isJson } from './encoder.ts'

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/

export function jsonEncoder(columns: readonly ExportColumn[]): Encoder {
  const writers = columns.map(({ name, type }) => {
    const raw = isJson(type)
    const exact = isExactNumber(type)
    const key = JSON.stringify(name)
    return (value: unknown) => `${key}:${valueText(value, { raw, exact })}`
  })
  const object = (values: readonly unknown[]) =>
    `{${writers.map((write, at) => write(values[at])).join(',')}}`
  let begun = false
  return {
    begin: () => '[',
    rows: rows => {
      const text = rows.map(object).join(',\n')
      const comma = begun ? ',\n' : '\n'
      begun = true
      return comma + text
    },
    end: () => '\n]\n',
  }
}

function valueText(
  value: unknown,
  { raw, exact }: { readonly raw: boolean; readonly exact: boolean },
): string {
  if (value === null || value === undefined) return 'null'
  if (raw && typeof value === 'string') return value
  if (exact && typeof value === 'string' && NUMBER.test(value)) return value
  // JSON has no word for NaN and infinity: they are texts, as for numeric.
  if (typeof value === 'number' && !Number.isFinite(value)) return JSON.stringify(String(value))
  return JSON.stringify(value)
}

/** Rows as CSV (RFC 4180): NULL is empty, an empty text is quoted. */

/** The rows with a heading, without a final newline. */
export function printCsv(
  columns: readonly { readonly name: string }[],
  rows: readonly Record<string, unknown>[],
): string {
  const lines = rows.map(row => columns.map(({ name }) => csvCell(row[name])).join(','))
  return [columns.map(({ name }) => csvCell(name)).join(','), ...lines].join('\n')
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

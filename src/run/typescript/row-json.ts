/** Rows of user code as JSON text: whatever they hold, they can be shown, compared and kept. Pure. */

/** bigint as text, as the database gives it; what JSON cannot hold at all as a sentence. */
export function rowJson(row: unknown): string {
  try {
    return JSON.stringify(row, withBigints) ?? 'null'
  } catch (error) {
    // It holds itself, or its toJSON failed.
    return JSON.stringify(`no JSON: ${(error as Error).message}`)
  }
}

/** For JSON.stringify. */
export function withBigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** Databases hold no NUL and no half of a character. */
export function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', '')).toString()
}

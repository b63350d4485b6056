/** Hides secrets in all that is printed: the values that a target took from the environment, and passwords in URLs. */

export type Mask = (text: string) => string

const HIDDEN = '***'
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"]*):([^\s@'"/]+)@/gi
/** Shorter values (a port, `dev`) would blot out half of every line and protect nothing. */
const SHORTEST = 4

/** A mask for these values, for the passwords inside those that are URLs, and for any URL's password. */
export function createMask(secrets: readonly string[]): Mask {
  const values = [...new Set(secrets.flatMap(forms))]
    .filter(value => value.length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
  return text => {
    let masked = text
    for (const value of values) masked = masked.replaceAll(value, HIDDEN)
    return masked.replace(URL_PASSWORD, `$1:${HIDDEN}@`)
  }
}

/** A secret as it stands, as URLs and JSON write it, and the password inside it. */
function forms(secret: string): string[] {
  const password = urlPassword(secret)
  return [secret, ...(password === undefined ? [] : [password, decode(password)])].flatMap(
    value => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)],
  )
}

function urlPassword(text: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/[^:/@]*:([^@]+)@/i.exec(text)?.[1]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A stray % is allowed in passwords that were never encoded.
    return text
  }
}

/** The value with every text inside it masked; keys too. Errors and dates become what JSON says of them. */
export function maskValue(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Error) return { ...maskEntries(value, mask), message: mask(value.message) }
  if (Array.isArray(value)) return value.map(each => maskValue(each, mask))
  if (value === null || typeof value !== 'object') return value
  return maskEntries(value, mask)
}

function maskEntries(value: object, mask: Mask): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [mask(key), maskValue(each, mask)]),
  )
}

/** The url of a server, as libpq reads it: its parts by the names that the settings have. Pure. */
import { modelError } from '../../errors/model-error.ts'

const URL_PARTS =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^/?#@:]*)(?::(?<password>[^/?#]*))?@)?(?<host>\[[^\]]*\]|[^/?#:]*)(?::(?<port>\d*))?(?:\/(?<database>[^?#]*))?(?:\?(?<more>[^#]*))?$/

/**
 * Parts of `postgres://user:password@host:port/database?sslmode=require`. An empty part is left out; a password may hold
 * an @ that is not encoded.
 * @throws ModelError M2002, without showing the url: it may hold a password.
 */
export function urlParts(url: string): Readonly<Record<string, string>> {
  const groups = URL_PARTS.exec(url)?.groups
  if (groups === undefined || groups['host']!.includes(',')) throw badUrl()
  const { more = '', ...parts } = groups
  if (parts['host']!.startsWith('[')) parts['host'] = parts['host']!.slice(1, -1)
  const given = [...Object.entries(parts), ...parameters(more)]
  return Object.fromEntries(
    given.flatMap(([key, value]) => (value ? [[key, decode(value)] as const] : [])),
  )
}

function badUrl(): Error {
  return modelError('M2002', {
    adapter: 'postgres',
    key: 'url',
    found: 'something else',
    expected:
      'postgres://user:password@host:port/database, with one host, and / ? # in the password encoded',
  })
}

function parameters(text: string): readonly (readonly [string, string])[] {
  return text.split('&').flatMap(pair => {
    const at = pair.indexOf('=')
    if (at > 0) return [[pair.slice(0, at), pair.slice(at + 1)] as const]
    if (pair === '') return []
    throw badUrl()
  })
}

/** A stray % is allowed in passwords that were never encoded. */
function decode(text: string): string {
  return /%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text)
}

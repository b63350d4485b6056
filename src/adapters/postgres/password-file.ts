/** ~/.pgpass: `host:port:database:user:password`, * for any, a backslash before : and \. The first line that fits counts. */
import { readFileSync, statSync } from 'node:fs'

/** Whom a password is looked up for. */
export interface PasswordOwner {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
}

/** One field of a line: characters, escaped ones among them, up to a colon that is not escaped. */
const FIELD = /((?:[^\\:]|\\.)*)(?::|$)/gs
/** Others can read such a file, so it is passed over, as libpq does. */
const READABLE_BY_OTHERS = 0o077

/** The password for this owner; undefined without a file, or when the file is open to others. */
export function passwordFromFile(path: string, owner: PasswordOwner): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile() || (found.mode & READABLE_BY_OTHERS) !== 0) return undefined
  return passwordIn(readFileSync(path, 'utf8'), owner)
}

/** The password of the first line that fits. */
export function passwordIn(text: string, owner: PasswordOwner): string | undefined {
  // A server on a socket of this machine is called localhost there.
  const host = owner.host.startsWith('/') ? 'localhost' : owner.host
  const wanted = [host, String(owner.port), owner.database, owner.user]
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const fields = [...line.matchAll(FIELD)].map(([, field]) => field!)
    const fits = wanted.every((value, i) => fields[i] === '*' || plain(fields[i]) === value)
    if (fits && fields[4] !== undefined && fields[4] !== '') return plain(fields[4])
  }
  return undefined
}

function plain(field: string | undefined): string | undefined {
  return field?.replace(/\\(.)/gs, '$1')
}

/**
 * Tokens of clients: what each allows, kept as a hash alone, compared in constant time. They come from the environment or
 * from a file.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { modelError } from '../../errors/model-error.ts'

export const SCOPES = ['read', 'write', 'run', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** What a client may do, once its token is known. */
export interface Grant {
  /** For the log and for limits. */
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
}

export interface KnownToken extends Grant {
  readonly hash: Buffer
}

/** Characters below which a token could be guessed. */
const SHORTEST = 20

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** A new token, and its line for the file. */
export function newToken(name: string, scopes: readonly string[]) {
  const token = `mdl_${randomBytes(30).toString('base64url')}`
  const line = `${checkedName(name, name)} ${readScopes(scopes.join(','), name).join(',')} ${hashOf(token).toString('hex')}`
  return { name, scopes, token, line }
}

/** Of `NAME SCOPES HASH` lines; # begins a comment. @throws ModelError M6001 */
export function tokensOfFile(text: string): readonly KnownToken[] {
  const lines = text.split(/\r?\n/).map(line => line.replace(/#.*/, '').trim())
  return lines.flatMap((line, index) => {
    if (line === '') return []
    const where = `line ${index + 1} of the file of tokens`
    const [name, scopes, hash, ...more] = line.split(/\s+/)
    if (hash === undefined || more.length > 0 || !/^[\da-f]{64}$/i.test(hash))
      throw modelError('M6001', { where, expected: 'a name, scopes, and the SHA-256 of the token' })
    return [
      {
        name: checkedName(name!, where),
        scopes: new Set(readScopes(scopes!, where)),
        hash: Buffer.from(hash, 'hex'),
      },
    ]
  })
}

/** Of `name:scope,scope:token`, several separated by spaces. @throws ModelError M6001 */
export function tokensOfEnvironment(text: string): readonly KnownToken[] {
  const entries = text.split(/\s+/).filter(entry => entry !== '')
  return entries.map((entry, index) => {
    const where = `entry ${index + 1} of MODEL_TOKENS`
    const [name, scopes, ...rest] = entry.split(':')
    const token = rest.join(':')
    if (scopes === undefined || token.length < SHORTEST)
      throw modelError('M6001', {
        where,
        expected: `name:scopes:token, with a token of ${SHORTEST} characters or more`,
      })
    const known = { name: checkedName(name!, where), scopes: new Set(readScopes(scopes, where)) }
    return { ...known, hash: hashOf(token) }
  })
}

function checkedName(name: string, where: string): string {
  if (/^[\w.-]{1,64}$/.test(name)) return name
  throw modelError('M6001', { where, expected: 'a name of letters, digits, - _ and .' })
}

function readScopes(text: string, where: string): readonly Scope[] {
  return text.split(',').map(word => {
    const scope = SCOPES.find(known => known === word)
    if (scope !== undefined) return scope
    throw modelError('M6001', { where, expected: `scopes of ${SCOPES.join(', ')}` })
  })
}

/** What is known of a token; undefined for one that nobody gave. Takes the same time for every known one. */
export function findToken(tokens: readonly KnownToken[], given: string): KnownToken | undefined {
  const hash = hashOf(given)
  let found: KnownToken | undefined
  for (const token of tokens) if (timingSafeEqual(token.hash, hash)) found = token
  return found
}

/** admin allows everything; the others what they say. */
export function allows({ scopes }: Grant, wanted: Scope): boolean {
  return scopes.has(wanted) || scopes.has('admin')
}

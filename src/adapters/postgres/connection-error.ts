/** Why no connection came about, in words that say what to change. Pure: looks at codes of the server and the network. */
import { type ModelError, modelError } from '../../errors/model-error.ts'
import type { PostgresSettings } from './settings.ts'

const NETWORK: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOENT',
  'EACCES',
])
const NAME: ReadonlySet<string | undefined> = new Set(['ENOTFOUND', 'EAI_AGAIN'])
/** What the driver says instead of a code. */
const NO_TLS = 'The server does not support SSL connections'
const NO_PROTOCOL =
  /Connection terminated unexpectedly|error establishing an SSL connection|Unknown authenticationOk|ECONNRESET|socket hang up|Client network socket disconnected|wrong version number/
/** Thrown where the driver asks for a password. */
export const NO_PASSWORD = 'it asks for a password, and none was given'
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/

/** True when the server offers no TLS, so that `prefer` goes on without. */
export function offersNoTls(error: unknown): boolean {
  return error instanceof Error && error.message === NO_TLS
}

/** The error for a connection that was not made. */
export function connectionError(
  cause: unknown,
  settings: PostgresSettings,
  place: { readonly host: string; readonly database: string },
): ModelError {
  const error = cause as Error & { readonly code?: string }
  const { user, sslmode } = settings
  const { host, database } = place
  const reason = reasonOf(error, settings)
  const context = { cause }
  if (NAME.has(error.code)) return modelError('M2013', { host, reason }, context)
  if (NETWORK.has(error.code) || error.message === 'timeout expired') {
    return modelError('M2014', { host, reason }, context)
  }
  if (offersNoTls(error)) return modelError('M2018', { host, sslmode }, context)
  if (CERTIFICATE.test(error.code ?? '')) {
    return modelError('M2019', { host, sslmode, reason }, context)
  }
  if (error.code === '3D000') {
    return modelError('M2017', { host, database, named: settings.databaseGiven }, context)
  }
  if (error.code === '28000' && /no encryption|SSL off/.test(reason)) {
    return modelError('M2020', { host, reason }, context)
  }
  if (error.code?.startsWith('28') || reason === NO_PASSWORD) {
    return modelError('M2016', { host, user, database, reason }, context)
  }
  if (error.code === '53300') return modelError('M2021', { host, reason }, context)
  if (NO_PROTOCOL.test(`${error.code} ${reason}`)) {
    return modelError('M2015', { host, reason }, context)
  }
  return modelError('M2011', { host, database, reason }, context)
}

/** Several addresses of a name may each refuse; the first says it. The password is shown by nobody. */
function reasonOf(error: Error, { password }: PostgresSettings): string {
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error
  const text = first.message === 'timeout expired' ? 'nothing was heard in time' : first.message
  return password === undefined ? text : text.replaceAll(password, '***')
}

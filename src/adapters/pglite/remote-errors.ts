/** Errors as JSON and back, each as the kind that it was, so that nobody above sees on which side it was made. */
import { CATALOG } from '../../errors/catalog.ts'
import { ModelError } from '../../errors/model-error.ts'
import type { Place } from '../../errors/place.ts'
import { CancelledError, DatabaseError, type DatabaseErrorFields } from '../database-error.ts'

export type RemoteError = { readonly message: string; readonly cause?: RemoteCause } & (
  | { readonly kind: 'database'; readonly fields: DatabaseErrorFields }
  | {
      readonly kind: 'model'
      readonly code: ModelError['code']
      readonly fields: ModelError['fields']
      readonly place?: Place | undefined
      readonly node?: string | undefined
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'other'; readonly name: string }
)

/** A cause is an error, or what the engine said about a statement. */
type RemoteCause = { readonly error: RemoteError } | { readonly said: unknown }

export function encodeError(error: unknown): RemoteError {
  if (!(error instanceof Error)) return { kind: 'other', name: 'Error', message: String(error) }
  const { message } = error
  const cause = error.cause === undefined ? {} : { cause: encodeCause(error.cause) }
  if (error instanceof DatabaseError) {
    return { kind: 'database', message, fields: error.fields, ...cause }
  }
  if (error instanceof ModelError) {
    const { code, fields, place, node } = error
    return { kind: 'model', message, code, fields, place, node, ...cause }
  }
  if (error instanceof CancelledError) return { kind: 'cancelled', message, ...cause }
  return { kind: 'other', name: error.name, message, ...cause }
}

function encodeCause(cause: unknown): RemoteCause {
  return cause instanceof Error ? { error: encodeError(cause) } : { said: cause }
}

export function decodeError(encoded: RemoteError): Error {
  const cause = encoded.cause && decodeCause(encoded.cause)
  switch (encoded.kind) {
    case 'database':
      return new DatabaseError(encoded.message, databaseFields(encoded.fields), cause)
    case 'model': {
      const { code, fields, place, node, message } = encoded
      // Another version of the tool may have codes that this one has not.
      if (!(code in CATALOG)) return withCause(new Error(`${code}: ${message}`), cause)
      return new ModelError(code, fields, { place, node, cause })
    }
    case 'cancelled':
      return withCause(new CancelledError(encoded.message), cause)
    case 'other':
      return Object.assign(withCause(new Error(encoded.message), cause), { name: encoded.name })
  }
}

function decodeCause(cause: RemoteCause): unknown {
  return 'error' in cause ? decodeError(cause.error) : cause.said
}

function withCause<Kind extends Error>(error: Kind, cause: unknown): Kind {
  if (cause !== undefined) error.cause = cause
  return error
}

/** JSON leaves out what is undefined; the fields are there all the same. */
function databaseFields({ code, detail, hint, where, offset, sql }: DatabaseErrorFields) {
  return { code, detail, hint, where, offset, sql }
}

/**
 * What a process that uses the embedded database through its holder and that holder say to each other: JSON, a message a
 * line, each reply with its request's number. Plain data. Whoever changes a message raises the version.
 */
import type { CopyRequest } from '../adapter.ts'
import type { RemoteError } from './remote-errors.ts'
import type { RowBatch } from './remote-rows.ts'

/** The version of these messages: both sides must have the same. */
export const REMOTE_PROTOCOL = 2

/** What of a statement's options goes over: an abort is a message of its own. */
export interface RemoteLimits {
  readonly timeout: number | undefined
  readonly remember: boolean | undefined
  readonly jsonAsText: boolean | undefined
}

/** A statement; with the number of a transaction inside of it. Values are in their text form. */
export interface RemoteStatement {
  readonly sql: string
  readonly values: readonly (string | null)[]
  readonly limits: RemoteLimits
  readonly transaction: number | undefined
}

/** What may be asked, by its kind. The client numbers its transactions, streams and locks. */
export interface RemoteCalls {
  query: RemoteStatement
  describe: { readonly sql: string }
  execute: Omit<RemoteStatement, 'values'>
  /** A file is on this machine and of this user: the engine reads it by itself. */
  copy: Omit<RemoteStatement, 'values' | 'sql'> & { readonly copy: CopyRequest }
  /** Answered when the transaction has its turn. */
  begin: { readonly transaction: number }
  commit: { readonly transaction: number }
  rollback: { readonly transaction: number }
  /** Opens a stream and fetches the first batch. */
  stream: Omit<RemoteStatement, 'transaction'> & { readonly stream: number }
  next: { readonly stream: number }
  leave: { readonly stream: number }
  lock: {
    readonly lock: number
    readonly key: string
    readonly holder: string
    readonly wait: number
  }
  unlock: { readonly lock: number }
}

/** What a reply that all went well says, beside the batches of rows before it. */
export interface RemoteResults {
  query: {
    readonly columns: readonly { readonly name: string; readonly type: string }[]
    readonly rowCount: number | null
    readonly command: string
  }
  /** Columns of a statement that is not executed. */
  describe: readonly { readonly name: string; readonly type: string }[]
  /** Rows that each statement changed or returned. */
  execute: readonly (number | null)[]
  copy: { readonly rows: number }
  begin: null
  commit: null
  rollback: null
  stream: { readonly done: boolean }
  next: { readonly done: boolean }
  leave: null
  lock: null
  unlock: null
}

export type RemoteKind = keyof RemoteCalls

export type RemoteRequest =
  | {
      readonly [Kind in RemoteKind]: {
        readonly id: number
        readonly kind: Kind
      } & RemoteCalls[Kind]
    }[RemoteKind]
  /** Ends the request with this number; it is answered all the same. */
  | { readonly kind: 'cancel'; readonly id: number }

export type RemoteReply =
  | { readonly id: number; readonly kind: 'rows'; readonly batch: RowBatch }
  /** Somebody else has the lock. */
  | { readonly id: number; readonly kind: 'waits'; readonly holder: string }
  | { readonly id: number; readonly kind: 'done'; readonly result: RemoteResults[RemoteKind] }
  | { readonly id: number; readonly kind: 'failed'; readonly error: RemoteError }

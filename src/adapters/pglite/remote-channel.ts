/** The client's end of the connection to a holder: requests with numbers, their replies, and the end of it all. */
import type { Socket } from 'node:net'
import { modelError } from '../../errors/model-error.ts'
import { CancelledError } from '../database-error.ts'
import { decodeError } from './remote-errors.ts'
import { readMessages, sendMessage } from './remote-lines.ts'
import type {
  RemoteCalls,
  RemoteKind,
  RemoteReply,
  RemoteRequest,
  RemoteResults,
} from './remote-protocol.ts'
import type { RowBatch } from './remote-rows.ts'

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  readonly onRows?: (batch: RowBatch) => void
  readonly onWait?: (holder: string) => void
}

interface Pending extends CallOptions {
  readonly resolve: (result: RemoteResults[RemoteKind]) => void
  readonly reject: (error: Error) => void
}

/** Requests under way on one connection. */
export class RemoteChannel {
  readonly #socket: Socket
  readonly #holder: string
  readonly #pending = new Map<number, Pending>()
  #lastNumber = 0

  constructor(socket: Socket, holder: string) {
    this.#socket = socket
    this.#holder = holder
    readMessages<RemoteReply>(socket, reply => this.#take(reply))
    socket.on('close', () => this.#fail())
    socket.unref()
  }

  /** False when the holder is gone, and with it all that was open. */
  get isOpen(): boolean {
    return !this.#socket.destroyed
  }

  /** A number for a request, a transaction, a stream or a lock. */
  number(): number {
    return ++this.#lastNumber
  }

  /** @throws ModelError M2206 when the holder ends before it has answered. */
  async call<Kind extends RemoteKind>(
    kind: Kind,
    call: RemoteCalls[Kind],
    options: CallOptions = {},
  ): Promise<RemoteResults[Kind]> {
    const { signal } = options
    if (signal?.aborted) throw new CancelledError('cancelled before it started')
    if (!this.isOpen) throw this.#lost()
    const id = this.number()
    const cancel = (): void => void this.#send({ kind: 'cancel', id })
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      return await new Promise<RemoteResults[Kind]>((resolve, reject) => {
        this.#pending.set(id, { ...options, resolve: resolve as Pending['resolve'], reject })
        // The connection keeps the process alive only while a request is under way.
        this.#socket.ref()
        void this.#send({ ...call, kind, id } as RemoteRequest)
      })
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  close(): void {
    this.#socket.destroy()
  }

  #send(request: RemoteRequest): Promise<void> {
    return sendMessage(this.#socket, request)
  }

  #take(reply: RemoteReply): void {
    const request = this.#pending.get(reply.id)
    if (reply.kind === 'rows') request?.onRows?.(reply.batch)
    else if (reply.kind === 'waits') request?.onWait?.(reply.holder)
    else {
      this.#pending.delete(reply.id)
      if (this.#pending.size === 0) this.#socket.unref()
      if (reply.kind === 'done') request?.resolve(reply.result)
      else request?.reject(decodeError(reply.error))
    }
  }

  #fail(): void {
    for (const request of this.#pending.values()) request.reject(this.#lost())
    this.#pending.clear()
  }

  #lost(): Error {
    return modelError('M2206', { holder: this.#holder })
  }
}

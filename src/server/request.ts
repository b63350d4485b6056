/**
 * A request and its answer as plain values: what an endpoint is asked by, whoever transports it. The HTTP listener and
 * `model endpoint call` make them; nothing here knows a socket.
 */

import type { Asker } from '../adapters/adapter.ts'

export interface ServiceRequest {
  readonly method: string
  /** As it was sent, percent-encoded, without the query string. */
  readonly path: string
  /** Without its `?`. */
  readonly query: string
  /** By its name in small letters. */
  readonly header: (name: string) => string | undefined
  readonly body: Uint8Array | undefined
  /** For the log and for whoever reports an error. */
  readonly id: string
  /** Network address of who asks. */
  readonly address: string
  /** `https://example.com`: where this service is reached, for links that an answer names. */
  readonly origin: string
  readonly at: Date
  /** Who asks, and may be gone before the answer. */
  readonly asker?: Asker
  /** Told what was thrown while it was answered; the answer itself says little. */
  readonly failed?: (error: unknown) => void
}

export interface ServiceAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An answer in JSON. */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: ServiceAnswer['headers'] = {},
): ServiceAnswer {
  const body = typeof value === 'string' ? value : JSON.stringify(value)
  return { status, headers: { 'content-type': JSON_TYPE, ...headers }, body }
}

export const JSON_TYPE = 'application/json; charset=utf-8'

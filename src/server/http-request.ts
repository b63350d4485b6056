/** HTTP requests of node -> plain requests: their parts, their limits, who sent them. */
import type { IncomingMessage } from 'node:http'

/** A path and its query string, as sent; undefined for what is no path of this server. */
export function targetOf(url: string | undefined): { path: string; query: string } | undefined {
  if (url === undefined || !url.startsWith('/')) return undefined
  const at = url.indexOf('?')
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) }
}

/** One header as text; several of one name are no value. */
export function headerOf(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** Network address of who asks: of the proxy's neighbour, when there is a proxy that says so. */
export function addressOf(message: IncomingMessage, behindProxy: boolean): string {
  const direct = message.socket.remoteAddress ?? ''
  const forwarded = behindProxy ? headerOf(message, 'x-forwarded-for') : undefined
  // The last one is the proxy's own word; those before it are what the client made up.
  const last = forwarded?.split(',').at(-1)?.trim()
  return (last === undefined || last === '' ? direct : last).replace(/^::ffff:/, '')
}

/** `https://example.com`, as who asks has it. */
export function originOf(message: IncomingMessage, behindProxy: boolean): string {
  const said = behindProxy ? headerOf(message, 'x-forwarded-proto') : undefined
  const scheme = said === 'https' ? 'https' : 'http'
  return `${scheme}://${headerOf(message, 'host') ?? 'localhost'}`
}

export type ReadBody =
  | { readonly kind: 'body'; readonly body: Uint8Array | undefined }
  | { readonly kind: 'too large' }
  | { readonly kind: 'encoded' }

/** Reads the body, up to so many bytes. */
export async function readBodyOf(message: IncomingMessage, limit: number): Promise<ReadBody> {
  const encoding = headerOf(message, 'content-encoding')
  if (encoding !== undefined && encoding !== 'identity') return { kind: 'encoded' }
  if (Number(message.headers['content-length'] ?? 0) > limit) return { kind: 'too large' }
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of message as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > limit) return { kind: 'too large' }
    pieces.push(piece)
  }
  return { kind: 'body', body: size === 0 ? undefined : Buffer.concat(pieces) }
}

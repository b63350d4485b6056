/** The listener: a port of this machine, for an application. Ends gracefully: what is being answered is answered. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Hono } from 'hono'
import { modelError } from '../errors/model-error.ts'
import type { AppEnv } from './app-parts.ts'

export interface Listening {
  readonly address: string
  readonly port: number
  /** Takes no more requests, waits for those inside so many milliseconds, and ends the rest. */
  close(grace: number): Promise<void>
}

/** Milliseconds for the headers, for a whole request, and for silence between two. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
} as const

/** Listens; port 0 is any that is free. @throws ModelError M6003 */
export async function listen(
  app: Hono<AppEnv>,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<Listening> {
  const { createAdaptorServer } = await import('@hono/node-server')
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: LIMITS }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause => {
      const reason = (cause as NodeJS.ErrnoException).code ?? cause.message
      reject(modelError('M6003', { address: `${address}:${port}`, reason }, { cause }))
    })
    server.listen(port, address, resolve)
  })
  const bound = (server.address() as AddressInfo).port
  return { address, port: bound, close: grace => closeServer(server, grace) }
}

async function closeServer(server: Server, grace: number): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  // A connection that was busy is idle as soon as its answer is out.
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  const end = setTimeout(() => server.closeAllConnections(), grace)
  await closed
  clearInterval(sweep)
  clearTimeout(end)
}

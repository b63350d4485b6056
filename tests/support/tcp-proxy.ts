/** A proxy between a client and a server that can be told to cut every connection, or to let nobody in. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  readonly port: number
  /** Connections open now. */
  readonly open: number
  /** Breaks all connections on both sides, as a pulled plug that is noticed at once. */
  cut(): void
  /** From now on nothing that the server says is passed on, or all of it again. */
  mute(muted: boolean): void
  /** From now on new connections are refused, or let in again. */
  refuse(refusing: boolean): void
  /** From now on the server does not learn that a client is gone, as when its machine was lost; or learns it again. */
  hide(hiding: boolean): void
  close(): Promise<void>
}

/** Listens on a free port of 127.0.0.1. */
export async function startProxy(server: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let refusing = false
  let muted = false
  let hiding = false
  const join = (socket: Socket, other: Socket, isClient: boolean): void => {
    const part = () => {
      if (!(isClient && hiding)) other.destroy()
    }
    sockets.add(socket)
    // A reset by either side is what this proxy is for.
    socket.on('error', part)
    socket.on('close', () => {
      sockets.delete(socket)
      part()
    })
  }
  const listener = createServer(client => {
    if (refusing) return client.destroy()
    const upstream = connect(server.port, server.host)
    join(client, upstream, true)
    join(upstream, client, false)
    client.pipe(upstream, { end: false })
    client.on('end', () => {
      if (!hiding) upstream.end()
    })
    upstream.on('data', part => {
      if (!muted && !client.write(part)) upstream.pause()
    })
    client.on('drain', () => upstream.resume())
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: address.port,
    get open() {
      return sockets.size / 2
    },
    cut,
    mute: value => {
      muted = value
    },
    refuse: value => {
      refusing = value
    },
    hide: value => {
      hiding = value
    },
    close: async () => {
      cut()
      listener.close()
      await once(listener, 'close')
    },
  }
}

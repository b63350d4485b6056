/**
 * One holder of a database folder at a time: PGlite itself lets two processes corrupt it without an error. The holder
 * listens on a unix socket beside the folder; the kernel forgets it when the process dies, however it dies. Whoever
 * connects is told who holds the folder, and can wait for the connection to end; or, when the first line says that the
 * holder serves, use the database through it.
 */
import { chmodSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { modelError } from '../../errors/model-error.ts'
import { sha256 } from '../../util/hash.ts'
import { askHolder, describeHolder, type HolderConnection, type HolderHello } from './ask-holder.ts'
import { removeDeadSocket } from './dead-socket.ts'
import { REMOTE_PROTOCOL } from './remote-protocol.ts'

export interface FolderHold {
  readonly kind: 'held'
  readonly socket: string
  /** From now on connections of other processes are given to `answer`, those that are open already too. */
  serve(answer: (connection: Socket) => void): void
  /** Cuts all connections; whoever connects after this is told to wait. */
  stopServing(): void
  release(): Promise<void>
}

/** Another process has the folder and answers on this connection. */
export interface FolderServed {
  readonly kind: 'served'
  readonly by: HolderConnection
}

export interface HoldRequest {
  readonly pid: number | undefined
  readonly command: string
  /** Milliseconds to wait for another holder. */
  readonly wait: number
  readonly onWait?: (holder: string) => void
  /** Tells others that they may use the database through this process. */
  readonly serves?: boolean
}

/** The shortest limit of the path of a unix socket among the systems (macOS: 104 bytes with the final zero). */
const LONGEST_SOCKET_PATH = 103

/** Takes the folder, waiting for another holder as long as asked. */
export function holdFolder(folder: string, request: HoldRequest): Promise<FolderHold> {
  return take<never>(folder, request, () => undefined)
}

/** Takes the folder, or joins the holder that serves. */
export function holdOrJoin(
  folder: string,
  request: HoldRequest,
): Promise<FolderHold | FolderServed> {
  return take<FolderServed>(folder, request, (by, socket) => {
    const serves = by.hello?.serves !== undefined
    return serves && isTrusted(socket, folder) ? { kind: 'served', by } : undefined
  })
}

/**
 * Who may write beside the folder could replace the database itself. In the temporary folder, which all share, somebody
 * else could listen in the place of a holder.
 */
function isTrusted(socket: string, folder: string): boolean {
  const beside = dirname(folder)
  if (dirname(socket) === realpathSync(beside)) return true
  return statSync(socket, { throwIfNoEntry: false })?.uid === statSync(beside).uid
}

async function take<Served>(
  folder: string,
  request: HoldRequest,
  joined: (other: HolderConnection, socket: string) => Served | undefined,
): Promise<FolderHold | Served> {
  mkdirSync(dirname(folder), { recursive: true })
  const socket = socketOf(folder)
  const deadline = Date.now() + request.wait
  let announced = false
  for (;;) {
    const hold = await listen(socket, request)
    if (hold) return hold
    const other = await askHolder(socket)
    if (other === 'forbidden') throw modelError('M2201', { folder, holder: 'another user' })
    if (other === 'dead') await removeDeadSocket(socket)
    if (typeof other === 'string') continue
    const served = joined(other, socket)
    if (served) return served
    const left = deadline - Date.now()
    if (left <= 0) {
      other.leave()
      throw modelError('M2201', { folder, holder: describeHolder(other.hello) })
    }
    if (!announced) request.onWait?.(describeHolder(other.hello))
    announced = true
    // Its connection keeps this process alive; a timer would do so when it has long gone.
    await Promise.race([other.gone, delay(left, undefined, { ref: false })])
    other.leave()
  }
}

/** The socket's path: beside the folder, or a hash of the folder's path where that is too long. */
export function socketOf(folder: string): string {
  const real = join(realpathSync(dirname(folder)), basename(folder))
  const beside = `${real}.sock`
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_PATH) return beside
  return join(tmpdir(), `sql-model-${sha256(real).slice(0, 24)}.sock`)
}

/** Binds the socket, or undefined when somebody's file is there. */
async function listen(socket: string, request: HoldRequest): Promise<FolderHold | undefined> {
  const connections = new Set<Socket>()
  const since = new Date().toISOString()
  let serves = request.serves === true
  // Until somebody answers, nothing is read: what a client asks early waits in its connection.
  let answer = serves ? () => undefined : (connection: Socket): unknown => connection.resume()
  const server = createServer(connection => {
    connections.add(connection)
    connection.on('close', () => connections.delete(connection))
    connection.on('error', () => connection.destroy())
    connection.unref()
    const { pid, command } = request
    const hello: HolderHello = { protocol: 1, pid, command, since }
    connection.write(`${JSON.stringify(serves ? { ...hello, serves: REMOTE_PROTOCOL } : hello)}\n`)
    answer(connection)
  })
  if (!(await bind(server, socket))) return undefined
  const cut = (): void => {
    for (const connection of connections) connection.destroy()
  }
  return {
    kind: 'held',
    socket,
    serve: given => {
      answer = given
      for (const connection of connections) given(connection)
    },
    stopServing: () => {
      serves = false
      answer = connection => connection.resume()
      cut()
    },
    release: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      cut()
      await closed
    },
  }
}

async function bind(server: Server, socket: string): Promise<boolean> {
  const bound = await new Promise<boolean>((resolve, reject) => {
    server.once('listening', () => resolve(true))
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen(socket)
  })
  server.unref()
  // Whoever can connect may be let in to all that the database holds.
  if (bound) chmodSync(socket, 0o600)
  return bound
}

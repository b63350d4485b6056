/**
 * One holder of a database folder at a time: PGlite itself lets two processes corrupt it without an error. The holder
 * listens on a unix socket beside the folder; the kernel forgets it when the process dies, however it dies. Whoever
 * connects is told who holds the folder, and can wait for the connection to end. (A later version serves other
 * processes' statements on the same socket: the first line says which messages it understands.)
 */
import { mkdirSync, realpathSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { modelError } from '../../errors/model-error.ts'
import { sha256 } from '../../util/hash.ts'

/** Who holds a folder, as the first line on its socket says. */
export interface HolderHello {
  readonly protocol: 1
  readonly pid: number | undefined
  readonly command: string
  readonly since: string
}

export interface FolderHold {
  readonly socket: string
  release(): Promise<void>
}

export interface HoldRequest {
  readonly pid: number | undefined
  readonly command: string
  /** Milliseconds to wait for another holder. */
  readonly wait: number
  readonly onWait?: (holder: string) => void
}

/** The shortest limit of the path of a unix socket among the systems (macOS: 104 bytes with the final zero). */
const LONGEST_SOCKET_PATH = 103
/** A take-over lasts milliseconds; one that is this old was killed. */
const DEAD_TAKEOVER = 10_000

/** Takes the folder, waiting for another holder as long as asked. */
export async function holdFolder(folder: string, request: HoldRequest): Promise<FolderHold> {
  mkdirSync(dirname(folder), { recursive: true })
  const socket = socketOf(folder)
  const deadline = Date.now() + request.wait
  let announced = false
  for (;;) {
    const server = await listen(socket, request)
    if (server) return hold(socket, server)
    const other = await askHolder(socket)
    if (other === 'dead') await removeDeadSocket(socket)
    if (typeof other === 'string') continue
    const left = deadline - Date.now()
    if (left <= 0) {
      other.leave()
      throw modelError('M2201', { folder, holder: describeHolder(other.hello) })
    }
    if (!announced) request.onWait?.(describeHolder(other.hello))
    announced = true
    await Promise.race([other.gone, delay(left)])
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

/** `process 4711 (model build), since 2026-02-14T09:30:00.000Z`. */
export function describeHolder(hello: HolderHello | undefined): string {
  if (!hello) return 'another process'
  const process = hello.pid === undefined ? 'a process' : `process ${hello.pid}`
  return `${process} (${hello.command}), since ${hello.since}`
}

interface Listening {
  readonly server: Server
  readonly connections: ReadonlySet<Socket>
}

/** Binds the socket, or undefined when somebody's file is there. */
async function listen(socket: string, request: HoldRequest): Promise<Listening | undefined> {
  const connections = new Set<Socket>()
  const hello: HolderHello = {
    protocol: 1,
    pid: request.pid,
    command: request.command,
    since: new Date().toISOString(),
  }
  const server = createServer(connection => {
    connections.add(connection)
    connection.on('close', () => connections.delete(connection))
    connection.on('error', () => connection.destroy())
    connection.unref()
    connection.write(`${JSON.stringify(hello)}\n`)
  })
  const bound = await new Promise<boolean>((resolve, reject) => {
    server.once('listening', () => resolve(true))
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen(socket)
  })
  server.unref()
  return bound ? { server, connections } : undefined
}

function hold(socket: string, { server, connections }: Listening): FolderHold {
  return {
    socket,
    release: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const connection of connections) connection.destroy()
      await closed
    },
  }
}

interface Other {
  readonly hello: HolderHello | undefined
  readonly gone: Promise<void>
  leave(): void
}

/** Asks whoever listens there: its first line, `dead` when nobody listens, `absent` when there is no file. */
export async function askHolder(socket: string): Promise<Other | 'dead' | 'absent'> {
  const connection = connect(socket)
  const gone = new Promise<void>(resolve => connection.once('close', () => resolve()))
  const failure = await new Promise<NodeJS.ErrnoException | undefined>(resolve => {
    connection.once('connect', () => resolve(undefined))
    connection.once('error', resolve)
  })
  if (failure?.code === 'ENOENT') return 'absent'
  if (failure?.code === 'ECONNREFUSED') return 'dead'
  if (failure) throw failure
  connection.on('error', () => connection.destroy())
  const hello = await Promise.race([firstLine(connection), delay(2_000, undefined)])
  return { hello, gone, leave: () => connection.destroy() }
}

function firstLine(connection: Socket): Promise<HolderHello | undefined> {
  return new Promise(resolve => {
    let text = ''
    connection.setEncoding('utf8')
    connection.once('close', () => resolve(undefined))
    connection.on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n')) resolve(JSON.parse(text.slice(0, text.indexOf('\n'))) as HolderHello)
    })
  })
}

/**
 * Removes the socket file of a dead holder. Two processes may find it dead at once, and the slower one must not remove
 * the quicker one's new socket: only who has the take-over file looks again and removes.
 */
async function removeDeadSocket(socket: string): Promise<void> {
  const takeover = `${socket}.takeover`
  if (!makeExclusively(takeover)) {
    await delay(20)
    return
  }
  try {
    // A holder that has bound and not yet listens looks dead for a moment.
    await delay(20)
    const other = await askHolder(socket)
    if (other === 'dead') unlinkSync(socket)
    else if (other !== 'absent') other.leave()
  } finally {
    rmSync(takeover, { force: true })
  }
}

function makeExclusively(file: string): boolean {
  try {
    writeFileSync(file, '', { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    if (made !== undefined && Date.now() - made > DEAD_TAKEOVER) rmSync(file, { force: true })
    return false
  }
}

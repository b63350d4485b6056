/** What the socket beside a database folder says to whoever connects: who holds the folder, and whether it answers. */
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** Who holds a folder, as the first line on its socket says. */
export interface HolderHello {
  readonly protocol: 1
  readonly pid: number | undefined
  readonly command: string
  readonly since: string
  /** The version of the messages in which it answers other processes; absent when it does not. */
  readonly serves?: number
}

/** A connection to whoever holds the folder. */
export interface HolderConnection {
  readonly hello: HolderHello | undefined
  readonly connection: Socket
  readonly gone: Promise<void>
  leave(): void
}

/** `dead`: nobody listens there; `absent`: there is no file; `forbidden`: it is another user's. */
export type NoHolder = 'dead' | 'absent' | 'forbidden'

const FAILURES: Readonly<Record<string, NoHolder>> = {
  ENOENT: 'absent',
  ECONNREFUSED: 'dead',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
}

/** Asks whoever listens on the socket for the first line. */
export async function askHolder(socket: string): Promise<HolderConnection | NoHolder> {
  const connection = connect(socket)
  const gone = new Promise<void>(resolve => connection.once('close', () => resolve()))
  const failure = await new Promise<NodeJS.ErrnoException | undefined>(resolve => {
    connection.once('connect', () => resolve(undefined))
    connection.once('error', resolve)
  })
  const known = FAILURES[failure?.code ?? '']
  if (known) return known
  if (failure) throw failure
  connection.on('error', () => connection.destroy())
  const hello = await Promise.race([firstLine(connection), delay(2_000, undefined, { ref: false })])
  return { hello, connection, gone, leave: () => connection.destroy() }
}

/** The connection goes on flowing: what nobody listens to is dropped, and its end is noticed. */
function firstLine(connection: Socket): Promise<HolderHello | undefined> {
  return new Promise(resolve => {
    let text = ''
    const take = (chunk: string): void => {
      text += chunk
      if (!text.includes('\n')) return
      connection.off('data', take)
      resolve(parseHello(text.slice(0, text.indexOf('\n'))))
    }
    connection.setEncoding('utf8')
    connection.once('close', () => resolve(undefined))
    connection.on('data', take)
  })
}

function parseHello(line: string): HolderHello | undefined {
  try {
    return JSON.parse(line) as HolderHello
  } catch {
    // Whoever listens there is no holder of this tool, and holds the folder all the same.
    return undefined
  }
}

/** `process 4711 (model build), since 2026-02-14T09:30:00.000Z`. */
export function describeHolder(hello: HolderHello | undefined): string {
  if (!hello) return 'another process'
  return `${nameHolder(hello)}, since ${hello.since}`
}

/** `process 4711 (model schedule)`. */
export function nameHolder({ pid, command }: HolderHello): string {
  return `${pid === undefined ? 'a process' : `process ${pid}`} (${command})`
}

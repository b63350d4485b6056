/** The process as the commands see it: two streams, an input, an environment. The only reader of `process`. */
import type { Readable } from 'node:stream'

/** Where text goes. */
export interface OutputStream {
  readonly isTerminal: boolean
  /** Width in cells; undefined when it is no terminal. */
  readonly columns: number | undefined
  write(text: string): void
  /** Resolves when a reader has taken most of what was written, or has gone: for results that are not all in memory. */
  drained(): Promise<void>
}

export interface Terminal {
  readonly out: OutputStream
  readonly err: OutputStream
  readonly input: Readable & { readonly isTTY?: boolean }
  /** Where a prompt is drawn. */
  readonly promptOutput: NodeJS.WritableStream
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Of this process: told to others who wait for it. */
  readonly pid: number
  /** Whether a process of this machine lives. */
  isAlive(pid: number): boolean
  /** Calls `listener` at Ctrl-C or a polite request to end; returns how to stop listening. */
  onInterrupt(listener: () => void): () => void
  /** Calls `listener` at a request to read everything anew (SIGHUP); returns how to stop listening. */
  onReload(listener: () => void): () => void
  /** Ends the process at once. */
  leave(code: number): void
  /** Ends the process without any farewell: kill -9 to itself, for tests of recovery. */
  kill(): void
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: outputStream(process.stdout),
    err: outputStream(process.stderr),
    // A getter: merely touching process.stdin opens it.
    get input() {
      return process.stdin
    },
    promptOutput: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    pid: process.pid,
    isAlive,
    onInterrupt: listener => {
      process.on('SIGINT', listener)
      process.on('SIGTERM', listener)
      return () => {
        process.off('SIGINT', listener)
        process.off('SIGTERM', listener)
      }
    },
    onReload: listener => {
      process.on('SIGHUP', listener)
      return () => process.off('SIGHUP', listener)
    },
    leave: code => process.exit(code),
    kill: () => process.kill(process.pid, 'SIGKILL'),
  }
}

/** Signal 0 only asks; a process of another user refuses, and lives. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A reader that went away (`model ls | head`) is no error: the rest is simply not written. */
function outputStream(stream: NodeJS.WriteStream): OutputStream {
  let gone = false
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    gone = true
  })
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      // Some terminals do not know their size and say 0.
      return (stream.isTTY && stream.columns) || undefined
    },
    write: text => {
      if (!gone) stream.write(text)
    },
    drained: async () => {
      if (gone || !stream.writableNeedDrain) return
      await new Promise<void>(resolve => {
        const events = ['drain', 'close', 'error'] as const
        const done = () => {
          for (const event of events) stream.off(event, done)
          resolve()
        }
        for (const event of events) stream.once(event, done)
      })
    },
  }
}

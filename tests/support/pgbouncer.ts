/**
 * A pgbouncer in transaction mode before a server, where Debian's package is installed. Connections to the server take
 * turns, so that what a session is meant to keep is lost as soon as can be.
 */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { asServerUserWords, freePort } from './postgres-server.ts'

const PROGRAMS = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer']

export interface Pooler {
  /** The same database, through the pooler. */
  readonly url: string
  stop(): void
}

/** Starts one; undefined where it is not installed. */
export async function startPgbouncer(server: string): Promise<Pooler | undefined> {
  const program = PROGRAMS.find(path => existsSync(path))
  if (program === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'model-pgbouncer-'))
  const port = await freePort()
  const to = new URL(server)
  const lines = [
    '[databases]',
    `* = host=${to.hostname} port=${to.port} user=${to.username}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'server_round_robin = 1',
    'default_pool_size = 20',
  ]
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(file, `${lines.join('\n')}\n`)
  // The program does not run as root, and reads the file as whom it runs.
  chmodSync(folder, 0o755)
  const [command, ...words] = asServerUserWords([program, '-q', file])
  const running = spawn(command!, words, { cwd: '/', stdio: 'ignore' })
  await answers(port)
  const url = new URL(server)
  url.port = String(port)
  return {
    url: url.href,
    stop() {
      running.kill('SIGTERM')
      rmSync(folder, { recursive: true })
    },
  }
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1')
      socket.on('connect', () => socket.end(() => resolve(true)))
      socket.on('error', () => resolve(false))
    })
    if (open) return
    await delay(50)
  }
  throw new Error(`pgbouncer does not answer on port ${port}`)
}

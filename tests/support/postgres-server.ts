/**
 * A throw-away PostgreSQL server for the tests, when its programs are installed: on 127.0.0.1, in a temporary folder,
 * ended with the tests. The server refuses to run as root, so root hands it to the user of the package.
 */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface PostgresServer {
  readonly url: string
  /** Ends all its processes by kill -9, as a crash of the machine would, or one of them, upon which it restarts by itself. */
  crash(): void
  crashBackend(pid: number): void
  /** After a crash. */
  startAgain(): Promise<void>
  stop(): void
}

export interface ServerOptions {
  /** The folder with the server's programs; default: those that are installed. */
  readonly programs?: string
  /** Lines of postgresql.conf. */
  readonly settings?: readonly string[]
  /** pg_hba.conf, instead of letting everybody in. */
  readonly access?: readonly string[]
  /** Files of the cluster's folder, by name. */
  readonly files?: Readonly<Record<string, string>>
}

/** Starts a server; undefined where PostgreSQL is not installed. */
export async function startPostgres(
  options: ServerOptions = {},
): Promise<PostgresServer | undefined> {
  const programs = options.programs ?? findPrograms()
  if (programs === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'model-postgres-'))
  const cluster = join(folder, 'cluster')
  const port = await freePort()
  if (isRoot()) execFileSync('chown', ['postgres', folder])
  const run = (program: string, ...words: string[]) =>
    asServerUser([join(programs, program), ...words])
  run(
    'initdb',
    '-D',
    cluster,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  )
  configure(cluster, options)
  const words = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`
  const start = () =>
    run('pg_ctl', '-D', cluster, '-l', join(folder, 'log'), '-w', '-s', '-o', words, 'start')
  start()
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    crash() {
      const [postmaster] = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
      const children = childrenOf(Number(postmaster))
      for (const pid of [Number(postmaster), ...children]) signalIfAlive(pid, 'SIGKILL')
    },
    crashBackend: pid => signalIfAlive(pid, 'SIGKILL'),
    async startAgain() {
      // The processes of before have to be gone, with the memory that they shared.
      for (let tries = 1; ; tries++) {
        try {
          return start()
        } catch (error) {
          if (tries === 20) throw error
          await delay(250)
        }
      }
    },
    stop() {
      run('pg_ctl', '-D', cluster, '-m', 'immediate', 'stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function childrenOf(parent: number): readonly number[] {
  const words = ['--no-headers', '-o', 'pid', '--ppid', String(parent)]
  return execFileSync('ps', words, { encoding: 'utf8' }).split('\n').filter(Boolean).map(Number)
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Written by who runs the tests; keys must belong to who runs the server. */
function configure(cluster: string, { settings = [], access, files = {} }: ServerOptions): void {
  const texts = { ...files, ...(access && { 'pg_hba.conf': `${access.join('\n')}\n` }) }
  for (const [name, text] of Object.entries(texts)) {
    writeFileSync(join(cluster, name), text, { mode: 0o600 })
    if (isRoot()) execFileSync('chown', ['postgres', join(cluster, name)])
  }
  appendFileSync(join(cluster, 'postgresql.conf'), `\n${settings.join('\n')}\n`)
}

/** The folder with initdb and pg_ctl: Debian's newest, or one on the PATH. */
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian) : []
  const folders = versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map(version => join(debian, version, 'bin'))
  const onPath = (process.env['PATH'] ?? '').split(':').filter(folder => folder !== '')
  const found = [...folders, ...onPath].find(folder => existsSync(join(folder, 'initdb')))
  return found !== undefined && isRoot() && !hasServerUser() ? undefined : found
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

function hasServerUser(): boolean {
  try {
    execFileSync('id', ['postgres'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The words of a command, run as the user of the server when root starts it. */
export function asServerUserWords(words: readonly string[]): readonly string[] {
  return isRoot() ? ['runuser', '-u', 'postgres', '--', ...words] : words
}

function asServerUser(words: readonly string[]): void {
  const [program, ...rest] = asServerUserWords(words)
  execFileSync(program!, rest, { cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] })
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

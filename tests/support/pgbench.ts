/** Load by pgbench where it is installed, else by a few connections that send the same statements without pause. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

const CLIENTS = 4
/** Seconds of one run of pgbench; the load ends with the run that is under way. */
const RUN_SECONDS = 3

export interface Load {
  readonly by: 'pgbench' | 'connections'
  /** Ends it. Transactions that went well, and all that went wrong. */
  stop(): Promise<{ readonly transactions: number; readonly wrong: readonly string[] }>
}

/** Sends the statements again and again from four clients until it is stopped. */
export function startLoad(url: string, statements: readonly string[]): Load {
  const program = [...(process.env['PATH'] ?? '').split(':'), '/usr/lib/postgresql/15/bin']
    .map(folder => join(folder, 'pgbench'))
    .find(existsSync)
  let going = true
  const load =
    program === undefined
      ? fromConnections(url, statements, () => going)
      : fromPgbench({ program, url, statements }, () => going)
  return {
    by: program === undefined ? 'connections' : 'pgbench',
    stop: () => {
      going = false
      return load
    },
  }
}

type Outcome = Awaited<ReturnType<Load['stop']>>

async function fromPgbench(
  { program, url, statements }: { program: string; url: string; statements: readonly string[] },
  going: () => boolean,
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'model-pgbench-'))
  const script = join(folder, 'script.sql')
  writeFileSync(script, statements.map(statement => `${statement};\n`).join(''))
  let transactions = 0
  const wrong: string[] = []
  while (going()) {
    const words = ['-n', '-c', `${CLIENTS}`, '-T', `${RUN_SECONDS}`, '-f', script, url]
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    }
    const [code] = (await once(child, 'close')) as [number | null]
    transactions += Number(/transactions actually processed: (\d+)/.exec(said)?.[1] ?? 0)
    const failed = /number of failed transactions: (\d+)/.exec(said)?.[1] ?? '0'
    if (code !== 0 || failed !== '0') wrong.push(`exit code ${code}: ${said}`)
  }
  rmSync(folder, { recursive: true })
  return { transactions, wrong }
}

async function fromConnections(
  url: string,
  statements: readonly string[],
  going: () => boolean,
): Promise<Outcome> {
  let transactions = 0
  const wrong: string[] = []
  const client = async (): Promise<void> => {
    const connection = new pg.Client({ connectionString: url })
    await connection.connect()
    for (; going(); transactions++) {
      for (const statement of statements) {
        await connection.query(statement).catch((error: Error) => wrong.push(error.message))
      }
    }
    await connection.end()
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  return { transactions, wrong }
}

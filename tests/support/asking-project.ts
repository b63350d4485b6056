/** A project whose model asks a slow server about each of its rows, built by processes that may be ended in the middle. */
import { type AnsweringServer, startAnswering } from './answering-server.ts'
import { type Ended, startModel } from './model-process.ts'
import { createDatabase, writePostgresProject } from './postgres-database.ts'
import { rows, writeFiles, writeProject } from './project.ts'

export const COUNT = 60
export const CONCURRENCY = 4

const NAMES = Array.from({ length: COUNT }, (_, at) => `company${at}`)
const FILES = {
  'seeds/companies.csv': `name\n${NAMES.join('\n')}\n`,
  'models/total.sql':
    '{{config materialized="table"}}\nselect cast(count(*) as int) as n from {{ref "answers"}}\n',
}

const asking = (version: string): string => `import { defineModel, z } from 'sql-model'
export default defineModel({
  refs: ['companies'],
  config: { concurrency: ${CONCURRENCY} },
  columns: z.object({ name: z.string(), length: z.int() }),
  async *rows(ctx) {
    const question = { key: row => row.name, version: '${version}' }
    const answers = ctx.ask(ctx.refs.companies<{ name: string }>(), question, async (row, call) => {
      const response = await call.fetch(ctx.env('ANSWERS') + '/?about=' + row.name)
      return (await response.json()) as { length: number }
    })
    for await (const { row, answer } of answers) yield { name: row.name, length: answer.length }
  },
})
`

/** When a build is ended, and how. */
export interface Ending {
  readonly signal: NodeJS.Signals
  /** Questions after which it is; or milliseconds. */
  readonly after: { readonly questions: number } | { readonly milliseconds: number }
}

export interface AskingProject {
  readonly server: AnsweringServer
  /** Another version of the question: everything is to be asked anew. */
  ask(version: string): void
  build(ending?: Ending): Promise<Ended>
  /** Answers that are kept of a version. */
  kept(version: string): Promise<number>
  /** What the model that counts the rows has. */
  total(): Promise<unknown>
  close(): Promise<void>
}

/** On a server in a database of its own. */
export async function askingProject(engine: 'pglite' | 'postgres'): Promise<AskingProject> {
  const server = await startAnswering(() => 'slow')
  const database = engine === 'postgres' ? await createDatabase('asking') : undefined
  const root = database ? writePostgresProject(FILES, database.url) : writeProject(FILES)
  return {
    server,
    ask: version => writeFiles(root, { 'models/answers.ts': asking(version) }),
    build: ending => buildInChild(root, server, ending),
    kept: async version => {
      const sql = `select cast(count(*) as int) as n from model_meta.answers where version = '${version}'`
      return Number((await rows(root, sql))[0]!['n'])
    },
    total: async () => (await rows(root, 'select n from total'))[0]!['n'],
    close: async () => {
      await server.close()
      await database?.drop()
    },
  }
}

async function buildInChild(
  root: string,
  server: AnsweringServer,
  ending: Ending | undefined,
): Promise<Ended> {
  const [asked, began] = [server.asked(), performance.now()]
  const { child, ended } = startModel(['build', '--project-dir', root], { ANSWERS: server.url })
  const isDue = ({ after }: Ending) =>
    'questions' in after
      ? server.asked() >= asked + after.questions
      : performance.now() - began >= after.milliseconds
  const timer = setInterval(() => {
    if (ending !== undefined && isDue(ending)) child.kill(ending.signal)
  }, 2)
  const end = await ended
  clearInterval(timer)
  return end
}

/** A model that asks, ended in the middle by kill -9 and by Ctrl-C: answers survive, and nobody is asked twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AnsweringServer, startAnswering } from '../../support/answering-server.ts'
import { type Ended, startModel } from '../../support/model-process.ts'
import {
  createDatabase,
  SERVER_URL,
  writePostgresProject,
} from '../../support/postgres-database.ts'
import { rows, writeFiles, writeProject } from '../../support/project.ts'

const COUNT = 60
const CONCURRENCY = 4

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
const NAMES = Array.from({ length: COUNT }, (_, at) => `company${at}`)
const FILES = {
  'seeds/companies.csv': `name\n${NAMES.join('\n')}\n`,
  'models/total.sql':
    '{{config materialized="table"}}\nselect cast(count(*) as int) as n from {{ref "answers"}}\n',
}

describe.each(['pglite', 'postgres'] as const)('a model that asks, on %s', engine => {
  const absent = engine === 'postgres' && SERVER_URL === undefined
  let server: AnsweringServer
  let root: string
  let drop = (): Promise<void> => Promise.resolve()
  beforeAll(async () => {
    server = await startAnswering(() => 'slow')
    if (engine === 'pglite') root = writeProject(FILES)
    else if (!absent) {
      const database = await createDatabase('interrupted')
      drop = () => database.drop()
      root = writePostgresProject(FILES, database.url)
    }
  })
  afterAll(async () => {
    await server.close()
    await drop()
  })

  /** Builds; ends the process by the signal once so many were asked. */
  const build = async (signal?: NodeJS.Signals): Promise<Ended> => {
    const before = server.asked()
    const { child, ended } = startModel(['build', '--project-dir', root, '--wait', '10'], {
      ANSWERS: server.url,
    })
    const timer = setInterval(() => {
      if (signal !== undefined && server.asked() >= before + COUNT / 2) child.kill(signal)
    }, 2)
    const end = await ended
    clearInterval(timer)
    return end
  }
  const kept = async (version: string) => {
    const sql = `select cast(count(*) as int) as n from model_meta.answers where version = '${version}'`
    return Number((await rows(root, sql))[0]!['n'])
  }

  it.skipIf(absent).each([
    ['SIGKILL', null],
    ['SIGINT', 2],
  ] as const)('goes on after %s where it was', async (signal, code) => {
    const before = server.asked()
    writeFiles(root, { 'models/answers.ts': asking(signal) })
    const ended = await build(signal)
    expect(ended.code, ended.stderr + ended.stdout).toBe(code)
    const asked = server.asked() - before
    // What was on its way, or just came.
    expect(await kept(signal)).toBeGreaterThanOrEqual(asked - 2 * CONCURRENCY)
    const next = await build()
    expect(next.code, next.stderr + next.stdout).toBe(0)
    expect(server.asked() - before).toBeLessThanOrEqual(COUNT + 2 * CONCURRENCY)
    expect(await rows(root, 'select n from total')).toEqual([{ n: COUNT }])
    expect(await kept(signal)).toBe(COUNT)
  })
})

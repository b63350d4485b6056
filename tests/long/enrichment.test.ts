/**
 * Three thousand companies through a server that misbehaves: killed in the middle, gone on with, green at last, with what
 * failed listed; nothing is asked twice; and a server's tables are those of the embedded engine.
 */
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Asked,
  type Misbehaviour,
  type ResponsesServer,
  startResponses,
  testKey,
} from '../fixtures/responses-server.ts'
import { startModel } from '../support/model-process.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { inWorkspace, runOptions, writeFiles } from '../support/project.ts'
import { type Row, troubles } from '../support/warehouse.ts'
import { changed, clayCsv, ENRICHMENT, pipelineProject } from '../warehouse/pipeline.ts'

const COUNT = 3000

/** A number from 0 to 999 that belongs to a company and a question. */
const lot = (...words: readonly string[]) =>
  createHash('sha256').update(words.join('|')).digest().readUInt32BE() % 1000

/** For so many of a thousand; the first attempt, or two of them, or all. */
const KINDS: readonly (readonly [Misbehaviour, number, number])[] = [
  ['busy', 3, 1],
  ['hanging', 3, 1],
  ['broken', 40, 2],
  ['garbage', 30, 1],
  ['shapeless', 30, 1],
  ['cut', 30, 1],
  ['incomplete', 10, 1],
  ['failed', 10, 1],
  ['slow', 40, 1],
  ['refusal', 8, Number.POSITIVE_INFINITY],
  ['invalid', 4, Number.POSITIVE_INFINITY],
]

function fate(question: string, domain: string): (typeof KINDS)[number] | undefined {
  let rest = lot(question, domain)
  return KINDS.find(([, share]) => {
    rest -= share
    return rest < 0
  })
}

function behave({ question, domain, attempt }: Asked): Misbehaviour | undefined {
  const [kind, , attempts] = fate(question, domain) ?? []
  return attempts !== undefined && attempt <= attempts ? kind : undefined
}

const domains = Array.from({ length: COUNT }, (_, at) => `company${at + 1}.example`)
const unanswered = (question: string) =>
  domains.filter(domain => fate(question, domain)?.[2] === Number.POSITIVE_INFINITY).toSorted()
const answerable = 2 * COUNT - unanswered('icp').length - unanswered('techstack').length

const impatient = (model: string) => {
  const path = `models/marts/gtm/${model}.ts`
  return { [path]: changed(path, "call_timeout: '2 minutes'", "call_timeout: '3 seconds'") }
}

const TABLES = ['company_icp', 'company_techstack', 'companies', 'companies_rejected']

describe('three thousand companies', () => {
  let server: ResponsesServer
  let root: string
  let database: TestDatabase | undefined
  const good = () => [...server.answered.values()].reduce((sum, count) => sum + count, 0)
  const env = () => ({
    OPENAI_BASE_URL: server.url,
    OPENAI_API_KEY: testKey,
    ...(database !== undefined && { DATABASE_URL: database.url }),
  })
  const build = async (target?: string) => {
    const before = { asked: server.asked(), good: good() }
    const work = async (workspace: Parameters<Parameters<typeof inWorkspace>[1]>[0]) => {
      const outcome = await workspace.run(runOptions({ select: ENRICHMENT }), () => undefined)
      const tables: Record<string, readonly Row[]> = {}
      for (const name of [...TABLES, 'company_icp__failures', 'company_techstack__failures']) {
        const prefix = target === undefined ? '' : 'dev_'
        const sql = `select * from ${prefix}gtm.${name}`
        tables[name] = (await workspace.query(sql, { limit: null })).rows
      }
      return { outcome, tables }
    }
    const options = { env: env(), ...(target !== undefined && { target }) }
    const built = await inWorkspace(root, work, options)
    return { ...built, asked: server.asked() - before.asked, good: good() - before.good }
  }
  beforeAll(async () => {
    server = await startResponses({ behave, retryAfter: 1, delay: 5 })
    if (SERVER_URL !== undefined) database = await createDatabase('enrichment')
    root = pipelineProject(clayCsv(COUNT), {
      ...impatient('company_icp'),
      ...impatient('company_techstack'),
    })
  })
  afterAll(async () => {
    await server.close()
    await database?.drop()
  })

  it('a build that is killed keeps its answers, and the next one asks about the others alone', async () => {
    const words = ['build', '--project-dir', root, '--select', ENRICHMENT.join(' ')]
    const { child, ended, said } = startModel(words, env())
    while (good() < 1000 && child.exitCode === null) await delay(20)
    expect(child.exitCode, said()).toBeNull()
    child.kill('SIGKILL')
    await ended
    // What was on its way is answered into the void.
    await delay(500)
    const [row] = await inWorkspace(root, async workspace => {
      const sql = 'select count(answer)::int as answers from model_meta.answers'
      return (await workspace.query(sql, { limit: null })).rows
    })
    const kept = Number(row!['answers'])
    // All but the last tenth of a second and what was going on.
    expect(kept).toBeGreaterThan(good() * 0.7)
    const built = await build()
    expect(troubles(built.outcome)).toEqual([])
    expect(built.good).toBe(answerable - kept)
  })

  it('is green, with every company in it and what failed listed', async () => {
    const { outcome, tables, asked } = await build()
    expect(outcome.status).toBe('success')
    // The second build that is complete.
    expect(asked).toBe(0)
    expect(tables['company_icp']).toHaveLength(COUNT)
    expect(tables['company_techstack']).toHaveLength(COUNT)
    for (const question of ['icp', 'techstack']) {
      const byRules = tables[`company_${question}`]!.filter(({ method }) => method === 'rules')
      const failed = tables[`company_${question}__failures`]!
      expect(byRules.map(({ domain }) => domain).toSorted()).toEqual(unanswered(question))
      expect(failed.map(({ key }) => key).toSorted()).toEqual(unanswered(question))
    }
  })

  it('asks one question alone when its version changes', async () => {
    const path = 'enrich/questions.ts'
    writeFiles(root, {
      [path]: changed(path, 'TECHSTACK_VERSION = 1', 'TECHSTACK_VERSION = 2'),
    })
    const { good: answers, outcome } = await build()
    expect(troubles(outcome)).toEqual([])
    expect(answers).toBe(COUNT - unanswered('techstack').length)
  })

  it.skipIf(SERVER_URL === undefined)(
    'has the same tables on a server (skipped where DATABASE_URL names none)',
    async () => {
      const there = await build('dev')
      expect(troubles(there.outcome)).toEqual([])
      const here = await build()
      expect(here.asked).toBe(0)
      const sorted = (rows: readonly Row[]) => rows.map(row => JSON.stringify(row)).toSorted()
      for (const name of TABLES)
        expect(sorted(there.tables[name]!), name).toEqual(sorted(here.tables[name]!))
    },
  )
})

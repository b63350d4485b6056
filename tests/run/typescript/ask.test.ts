/** Models that ask: answers come once, bad ones are tried again, what fails is set aside, nothing is asked twice. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src/run/types.ts'
import {
  type AnsweringServer,
  type Misbehaviour,
  startAnswering,
} from '../../support/answering-server.ts'
import {
  inWorkspace,
  keepEngineOpen,
  rows,
  run,
  statuses,
  writeFiles,
  writeProject,
} from '../../support/project.ts'

keepEngineOpen()

const COMPANIES = Array.from({ length: 60 }, (_, at) => `company${at}`)

/** What happens to some of them, at their first attempts; company7 is never answered. */
const BAD: Readonly<Record<string, readonly Misbehaviour[]>> = {
  company1: ['busy'],
  company2: ['broken', 'broken'],
  company3: ['garbage'],
  company4: ['hanging'],
  company5: ['cut'],
  company7: ['refused', 'refused', 'refused', 'refused'],
}

/** Refused whatever was before. */
const BAD_NOW = new Set<string>()

function asking(config: string, version = 'v1'): string {
  return `import { defineModel, PassingError, z } from 'sql-model'
export default defineModel({
  refs: ['companies'],
  config: { ${config} },
  columns: z.object({ name: z.string(), length: z.int() }),
  async *rows(ctx) {
    const base = ctx.env('ANSWERS')
    const key = ctx.secret('ANSWERS_KEY')
    const question = { key: row => row.name, version: '${version}', cost: 0.5 } as const
    const answers = ctx.ask(ctx.refs.companies<{ name: string }>(), question, async (row, call) => {
      const response = await call.fetch(base + '/?about=' + row.name, { headers: { key } })
      const text = await response.text()
      if (!response.ok) throw new Error(key + ': ' + text)
      try {
        return JSON.parse(text) as { length: number }
      } catch {
        throw new PassingError('no JSON')
      }
    })
    for await (const { row, answer } of answers) yield { name: row.name, length: answer.length }
  },
})
`
}

describe('ctx.ask', () => {
  let server: AnsweringServer
  let root: string
  const warnings: string[] = []
  const build = (given: Parameters<typeof run>[1] = {}) => {
    warnings.length = 0
    const env = { ANSWERS: server.url, ANSWERS_KEY: 'sesame-open' }
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'warning') warnings.push(event.message)
    }
    return run(root, given, { env, onEvent })
  }
  beforeAll(async () => {
    server = await startAnswering((about, attempt) =>
      BAD_NOW.has(about) ? 'refused' : BAD[about]?.[attempt - 1],
    )
    root = writeProject({
      'seeds/companies.csv': `name\n${COMPANIES.join('\n')}\n`,
      'models/answers.ts': asking("call_timeout: '1 second', max_failures: 3"),
    })
  })
  afterAll(() => server.close())

  it('tries again what passes, sets aside what fails, and says so', async () => {
    const outcome = await build()
    expect(statuses(outcome)).toMatchObject({ answers: 'success' })
    const answers = await rows(
      root,
      'select count(*)::int as n, sum(length)::int as total from answers',
    )
    expect(answers).toEqual([{ n: 59, total: 9 * 8 + 50 * 9 }])
    // One attempt each, and those that were wasted: 1 busy, 2 broken, 1 garbage, 1 hanging, 1 cut.
    expect(server.asked()).toBe(66)
    expect(warnings.join()).toContain('1 row of answers failed, the first company7: ')
  })

  it('keeps failed rows in a table, without the secret', async () => {
    const failed = await rows(
      root,
      'select key, kind, message, attempts, row from answers__failures',
    )
    expect(failed).toEqual([
      {
        key: 'company7',
        kind: 'call',
        message: '***: {"error":"nothing is said about company7"}',
        attempts: 1,
        row: '{"name":"company7"}',
      },
    ])
    const kept = await rows(
      root,
      'select failure from model_meta.answers where failure is not null',
    )
    expect(JSON.stringify(kept)).not.toContain('sesame')
  })

  it('asks nobody in a second build, not even about what failed', async () => {
    const before = server.asked()
    const outcome = await build({ command: 'build', fullRefresh: false })
    expect(statuses(outcome)).toMatchObject({ answers: 'success' })
    expect(server.asked()).toBe(before)
    expect(await rows(root, 'select count(*)::int as n from answers__failures')).toEqual([{ n: 1 }])
  })

  it('asks about new rows alone, and with --full-refresh about failures once more', async () => {
    const before = server.asked()
    writeFiles(root, { 'seeds/companies.csv': `name\n${[...COMPANIES, 'new'].join('\n')}\n` })
    await build()
    expect(server.asked()).toBe(before + 1)
    await build({ fullRefresh: true })
    expect(server.asked()).toBe(before + 2)
  })

  it('asks all anew when the version of the question changes, within its budget', async () => {
    const before = server.asked()
    writeFiles(root, {
      'models/answers.ts': asking('max_failures: 3, budget: { calls: 20 }', 'v2'),
    })
    await build()
    expect(server.asked()).toBe(before + 20)
    expect(await rows(root, 'select count(*)::int as n from answers')).toEqual([{ n: 19 }])
    expect(warnings.join()).toContain('41 rows of answers are left for a later run')
    const [status] = await inWorkspace(root, workspace => workspace.status(['model.shop.answers']))
    expect(status).toMatchObject({ state: 'stale', reasons: [{ code: 'flawed' }] })
  })

  it('goes on where the budget ended, by cost too', async () => {
    const before = server.asked()
    writeFiles(root, { 'models/answers.ts': asking('max_failures: 3, budget: { cost: 10 }', 'v2') })
    await build({ command: 'refresh' })
    expect(server.asked()).toBe(before + 20)
    await build({ command: 'refresh' })
    await build({ command: 'refresh' })
    // All but the one that is refused.
    expect(await rows(root, 'select count(*)::int as n from answers')).toEqual([{ n: 60 }])
    const idle = await build({ command: 'refresh' })
    expect(idle.status).toBe('no-op')
  })

  it('asks nobody when the embedded database was lost: answers are kept data', async () => {
    const before = server.asked()
    rmSync(join(root, 'target/warehouse'), { recursive: true })
    expect((await build()).status).toBe('success')
    expect(await rows(root, 'select count(*)::int as n from answers')).toEqual([{ n: 60 }])
    expect(server.asked()).toBe(before)
  })

  it('gives answers of before alone, and tells of no failures, when a question is onlyRemembered', async () => {
    const before = server.asked()
    const text = asking('', 'v2').replace('cost: 0.5', 'cost: 0.5, onlyRemembered: true')
    writeFiles(root, { 'models/answers.ts': text })
    expect((await build()).status).toBe('success')
    expect(await rows(root, 'select count(*)::int as n from answers')).toEqual([{ n: 60 }])
    expect(server.asked()).toBe(before)
    const [status] = await inWorkspace(root, workspace => workspace.status(['model.shop.answers']))
    expect(status).toMatchObject({ state: 'fresh' })
  })

  it('counts calls and what they may cost for --dry-run, and makes none', async () => {
    const before = server.asked()
    writeFiles(root, {
      'models/answers.ts': asking('max_failures: 3', 'v4'),
      'models/outside.ts': asking('').replace('const base', 'await ctx.fetch("x"); const base'),
    })
    const { calls } = await build({ command: 'run', dryRun: true })
    expect(calls).toMatchObject([
      { node: 'model.shop.answers', calls: 61, remembered: 0, cost: 30.5 },
      { node: 'model.shop.outside', problem: 'it calls outside of ctx.ask' },
    ])
    writeFiles(root, { 'models/answers.ts': asking('budget: { calls: 5 }', 'v2') })
    const again = { command: 'run', dryRun: true, select: ['answers'] } as const
    expect((await build(again)).calls).toMatchObject([{ calls: 0, remembered: 60, cost: 0 }])
    const { calls: anew } = await build({ ...again, fullRefresh: true })
    expect(anew).toMatchObject([{ calls: 1, remembered: 60, cost: 0.5 }])
    expect(server.asked()).toBe(before)
    rmSync(join(root, 'models/outside.ts'))
  })

  it('says what to build first when a dry run cannot read what is not there yet', async () => {
    const targetPath = join(root, 'elsewhere')
    const env = { ANSWERS: server.url, ANSWERS_KEY: 'sesame-open' }
    const { calls } = await run(root, { dryRun: true }, { env, targetPath })
    expect(calls?.[0]?.problem).toMatch(
      /^it reads what is not built yet \(relation "public.companies" does not exist\); build that first$/,
    )
  })

  it('fails when more rows fail than it allows, and keeps the answers', async () => {
    writeFiles(root, {
      'seeds/companies.csv': `name\n${[...COMPANIES, 'company7', 'last'].join('\n')}\n`,
      'models/answers.ts': asking('concurrency: 1', 'v3'),
    })
    const before = server.asked()
    BAD_NOW.add('company7')
    const outcome = await build()
    expect(statuses(outcome)).toMatchObject({ answers: 'error' })
    const { error } = outcome.results.find(({ node }) => node.endsWith('answers'))!
    expect(error).toMatchObject({ code: 'M3316' })
    expect(error?.message).toContain('company7: ***')
    expect(server.asked()).toBe(before + 8)
    const kept = "select count(*)::int as n from model_meta.answers where version = 'v3'"
    expect(await rows(root, kept)).toEqual([{ n: 8 }])
  })
})

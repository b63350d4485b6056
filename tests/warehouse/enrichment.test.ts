/** Enrichment by a model: a server that misbehaves, answers that are remembered, companies that the rules speak for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent, RunOutcome } from '../../src/run/types.ts'
import type { Workspace } from '../../src/workspace.ts'
import {
  type Asked,
  type Misbehaviour,
  type ResponsesServer,
  startResponses,
  testKey,
} from '../fixtures/responses-server.ts'
import { inWorkspace, runOptions, statuses, writeFiles } from '../support/project.ts'
import { changed, clayCsv, ENRICHMENT, pipelineProject, replaceCompanies } from './pipeline.ts'

const COUNT = 60

/** What happens to some companies, at their first attempts. */
const PASSING: Readonly<Record<string, readonly Misbehaviour[]>> = {
  'company1.example': ['busy', 'busy'],
  'company2.example': ['broken'],
  'company3.example': ['garbage'],
  'company4.example': ['shapeless'],
  'company6.example': ['cut'],
  'company7.example': ['slow'],
  'company8.example': ['incomplete'],
  'company9.example': ['failed'],
}

/** Never answered. */
const LASTING: Readonly<Record<string, Misbehaviour>> = {
  'company10.example': 'refusal',
  'company11.example': 'invalid',
}

function behave({ question, domain, attempt }: Asked): Misbehaviour | undefined {
  // It takes the time of an attempt, so one is enough.
  if (question === 'icp' && domain === 'company5.example' && attempt === 1) return 'hanging'
  return LASTING[domain] ?? PASSING[domain]?.[attempt - 1]
}

/** Long enough for a server of this machine. */
const impatient = (model: string) => {
  const path = `models/marts/gtm/${model}.ts`
  return { [path]: changed(path, "call_timeout: '2 minutes'", "call_timeout: '4 seconds'") }
}

const renamed = (count: number) => clayCsv(count).replace('Company 20,', 'Company Twenty,')

type Row = Readonly<Record<string, unknown>>

const QUERIES = {
  icp: 'select * from gtm.company_icp order by domain',
  techstack: 'select * from gtm.company_techstack order by domain',
  failures: 'select key, kind, message from gtm.company_techstack__failures order by key',
  agreement: 'select * from gtm.icp_agreement order by question',
  costs: 'select distinct cost::text as cost from model_meta.answers where failure is null',
}

interface Built {
  readonly outcome: RunOutcome
  /** Requests of this build. */
  readonly asked: number
  readonly warnings: string
  readonly tables: Readonly<Record<keyof typeof QUERIES, readonly Row[]>>
}

describe('enrichment by a model', () => {
  let server: ResponsesServer
  let root: string
  let first: Built
  const build = async (key: string = testKey): Promise<Built> => {
    const before = server.asked()
    const warnings: string[] = []
    const listen = (event: RunEvent) => {
      if (event.kind === 'warning') warnings.push(event.message)
    }
    const work = async (workspace: Workspace) => {
      const outcome = await workspace.run(runOptions({ select: ENRICHMENT }), listen)
      const tables: Record<string, readonly Row[]> = {}
      for (const [name, sql] of Object.entries(QUERIES))
        tables[name] = (await workspace.query(sql, { limit: null })).rows
      return { outcome, tables: tables as Built['tables'] }
    }
    const env = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: key }
    const built = await inWorkspace(root, work, { env })
    return { ...built, asked: server.asked() - before, warnings: warnings.join('\n') }
  }
  const byRules = ({ tables }: Built) =>
    tables.icp.filter(row => row['method'] === 'rules').map(row => row['domain'])
  beforeAll(async () => {
    server = await startResponses({ behave })
    root = pipelineProject(clayCsv(COUNT), {
      ...impatient('company_icp'),
      ...impatient('company_techstack'),
    })
    first = await build()
  })
  afterAll(() => server.close())

  it('tries again what passes, and lets the rules speak for companies that nobody answers about', () => {
    const { outcome, asked, tables, warnings } = first
    expect(outcome.status).toBe('success')
    // Each question once, the two that last too; and what was wasted on those that pass: "slow" was not.
    expect(asked).toBe(2 * (COUNT + 8) + 1)
    expect(tables.icp.length).toBe(COUNT)
    expect(byRules(first)).toEqual(['company10.example', 'company11.example'])
    expect(warnings).toContain('2 rows of company_icp failed')
    expect(tables.failures).toEqual([
      {
        key: 'company10.example',
        kind: 'call',
        message: 'the model refuses: I cannot help with that',
      },
      {
        key: 'company11.example',
        kind: 'call',
        message: '400 This input cannot be processed',
      },
    ])
  })

  it('keeps the answer with its evidence, its version, its cost and the response as it came', () => {
    const { icp, costs } = first.tables
    const row = icp.find(({ domain }) => domain === 'company7.example')!
    expect(row).toMatchObject({
      method: 'model',
      rules_is_icp: true,
      model_name: 'gpt-5-mini-2025-08-07',
      // The page that no search has seen is left out.
      evidence_urls: ['https://company7.example/about'],
      raw: { status: 'completed', usage: { input_tokens: 8000 } },
    })
    expect(row['prompt_version']).toMatch(/^icp-1 gpt-5-mini [0-9a-f]{8}$/)
    // 8,000 and 500 tokens, and one search.
    expect(costs.map(({ cost }) => Number(cost))).toEqual([0.008 * 0.25 + 0.0005 * 2 + 0.01])
  })

  it('takes unknown for neither yes nor no: it is NULL, and counted apart from disagreement', () => {
    const { icp, agreement } = first.tables
    const answered = icp.filter(({ method }) => method === 'model')
    const count = (model: boolean | null, rules: boolean) =>
      answered.filter(row => row['is_icp'] === model && row['rules_is_icp'] === rules).length
    const [yesYes, yesNo] = [count(true, true), count(true, false)]
    const [noYes, noNo] = [count(false, true), count(false, false)]
    const n = yesYes + yesNo + noYes + noNo
    const found = agreement.find(({ question }) => question === 'icp')!
    const unknown = count(null, true) + count(null, false)
    expect(found).toMatchObject({
      companies: String(answered.length),
      n: String(n),
      both_yes: String(yesYes),
      both_no: String(noNo),
      model_yes_rules_no: String(yesNo),
      model_no_rules_yes: String(noYes),
      model_unknown: String(unknown),
    })
    expect(Math.min(yesYes, yesNo, noYes, noNo, unknown)).toBeGreaterThan(0)
    // Cohen's kappa, in its form for two by two.
    const kappa =
      (2 * (yesYes * noNo - yesNo * noYes)) /
      ((yesYes + yesNo) * (yesNo + noNo) + (yesYes + noYes) * (noYes + noNo))
    expect(Number(found['agreement'])).toBeCloseTo((yesYes + noNo) / n, 9)
    expect(Number(found['kappa'])).toBeCloseTo(kappa, 9)
  })

  it('asks nobody in a second build', async () => {
    const { outcome, asked, tables } = await build()
    expect([outcome.status, asked]).toEqual(['success', 0])
    expect(tables).toEqual(first.tables)
  })

  it('asks anew what changed alone: the version of one question, one company; not what no question says', async () => {
    const questions = 'enrich/questions.ts'
    const rules = 'config/icp_rules.yml'
    writeFiles(root, {
      [questions]: changed(questions, 'TECHSTACK_VERSION = 1', 'TECHSTACK_VERSION = 2'),
      [rules]: changed(rules, 'hl7: [hl7]', 'hl7: [hl7, mllp]'),
    })
    replaceCompanies(root, renamed(COUNT))
    const { asked, tables } = await build()
    // One company by the other question; and the two that failed, since the code of both models has changed.
    expect(asked).toBe(COUNT + 1 + 2)
    const versions = tables.techstack.flatMap(({ prompt_version: version }) => version ?? [])
    expect([...new Set(versions)]).toEqual(['techstack-2 gpt-5-mini'])
  })

  it('gives answers of before where there is no key, and lets the rules speak for new companies', async () => {
    replaceCompanies(root, renamed(COUNT + 1))
    const built = await build('')
    expect([built.outcome.status, built.asked]).toEqual(['success', 0])
    expect(byRules(built)).toEqual(['company10.example', 'company11.example', 'company61.example'])
  })

  it('fails when the key is refused, and asks again with a good one', async () => {
    const { outcome, asked } = await build('sk-wrong')
    expect(statuses(outcome)).toMatchObject({ company_icp: 'error', company_techstack: 'error' })
    const failed = outcome.results.find(({ node }) => node.endsWith('.company_icp'))
    expect(failed?.error?.message).toContain('401 Incorrect API key provided')
    // One a model, not one a company.
    expect(asked).toBe(2)
    expect((await build()).asked).toBe(2)
  })
})

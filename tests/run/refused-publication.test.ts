/** A publication that the database or a neighbour refuses is a result of the run, and what a person reads of it. */
import { describe, expect, it } from 'vitest'
import {
  keepEngineOpen,
  rows,
  run,
  statuses,
  writeFiles,
  writeProject,
} from '../support/project.ts'

keepEngineOpen()

const table = (select: string, config = '') =>
  `{{config materialized="table"${config}}}\n${select}\n`

/** A published table with a view of somebody else's on its column, which the next edition does not have. */
async function withNeighbour(config = ''): Promise<string> {
  const root = writeProject({
    'models/total.sql': table('select 1 as n, 2 as m', config),
    'models/other.sql': table('select 1 as n', config),
    'models/child.sql': table('select m from {{ref "total"}}', config),
  })
  await run(root)
  await rows(root, 'create view neighbour as select n from total')
  writeFiles(root, { 'models/total.sql': table('select 3 as m', config) })
  return root
}

/** Why runs ended, as the ledger keeps it, in their order. */
async function told(root: string): Promise<unknown[]> {
  const log = await rows(root, 'select message from model_meta.run_log order by started_at')
  return log.map(({ message }) => message).filter(message => message !== null)
}

describe('a refused publication', () => {
  it('ends the run as an error with every result, and readers keep what they had', async () => {
    const root = await withNeighbour()
    const outcome = await run(root)
    expect(outcome.status).toBe('error')
    expect(outcome.refusal).toMatchObject({ code: 'M2102' })
    expect(outcome.refusal?.message).toContain('public.neighbour')
    expect(statuses(outcome)).toEqual({ total: 'held', other: 'held', child: 'held' })
    expect(outcome.held.map(({ because }) => because)).toEqual(Array(3).fill('publication'))
    expect(await rows(root, 'select n, m from total')).toEqual([{ n: 1, m: 2 }])
    // No result says it: what was built was well.
    expect(await told(root)).toEqual([expect.stringMatching(/^M2102: .*public\.neighbour/s)])
    const stages =
      "select count(*)::int as left from pg_class c where relnamespace::regnamespace::text like '%\\_\\_stage' and relkind in ('r', 'v')"
    expect(await rows(root, stages)).toEqual([{ left: 0 }])
  })

  it('is the error of its node under publish: each, whose children are skipped', async () => {
    const root = await withNeighbour(' publish="each"')
    const outcome = await run(root)
    expect(statuses(outcome)).toEqual({ total: 'error', other: 'success', child: 'skipped' })
    expect(outcome.refusal).toBeUndefined()
    const [failed] = outcome.results.filter(({ status }) => status === 'error')
    expect(failed?.error).toMatchObject({ code: 'M2102' })
  })
})

/** A published table with a view of ours on its column `n`, and something that has nothing to do with them. */
async function withOwnView(): Promise<string> {
  const root = writeProject({
    'models/total.sql': table("select 'a' as n, 2 as m"),
    'models/child.sql': table('select m from {{ref "total"}}'),
    'models/shown.sql':
      '{{config materialized="view"}}\nselect upper(n) as n from {{ref "total"}}\n',
    'models/other.sql': table('select 1 as n'),
  })
  await run(root)
  return root
}

describe('a table below a view of ours that stays as it is', () => {
  const removed = table('select 3 as m')
  const retyped = table('select 5 as n, 3 as m')
  const broken = '{{config materialized="view"}}\nselect nothing_such from {{ref "total"}}\n'
  const unselected = { select: ['total', 'child', 'other'] }

  it.each([
    ['that is not selected, when a column is gone', removed, undefined, unselected, 'M2103'],
    ['that failed, when a column is gone', removed, broken, {}, 'M2103'],
    ['that is not selected and cannot show the type', retyped, undefined, unselected, 'M2102'],
  ])(
    '%s fails, what reads it is held back, and the rest goes out',
    async (_, total, view, chosen, code) => {
      const root = await withOwnView()
      writeFiles(root, {
        'models/total.sql': total,
        'models/other.sql': table('select 2 as n'),
        ...(view && { 'models/shown.sql': view }),
      })
      const outcome = await run(root, chosen)
      expect(statuses(outcome)).toEqual({
        total: 'error',
        child: 'held',
        other: 'success',
        ...(view && { shown: 'error' }),
      })
      expect(outcome).toMatchObject({ status: 'error', published: ['model.shop.other'] })
      expect(outcome.refusal).toBeUndefined()
      expect(outcome.held).toEqual([{ node: 'model.shop.child', because: 'model.shop.total' }])
      const failed = outcome.results.find(({ node }) => node === 'model.shop.total')
      expect(failed?.error).toMatchObject({ code, fields: { view: 'public.shown' } })
      expect(await rows(root, 'select n from shown union all select n::text from other')).toEqual([
        { n: 'A' },
        { n: '2' },
      ])
      expect(await rows(root, 'select m from child')).toEqual([{ m: 2 }])
    },
  )
})

describe('a table below a view of ours below another', () => {
  const view = (select: string) => `{{config materialized="view"}}\n${select}\n`
  const first = {
    'models/total.sql': table('select 1 as n, 2 as m'),
    'models/shown.sql': view('select n, m from {{ref "total"}}'),
    'models/above.sql': view('select n + 1 as k from {{ref "shown"}}'),
    'models/other.sql': table('select 1 as n'),
  }

  it.each([
    ['gets another type', table("select 'a' as n, 2 as m"), first['models/shown.sql']],
    ['and the view lose a column', table('select 2 as m'), view('select m from {{ref "total"}}')],
  ])('that %s fails with the view, and the rest goes out', async (_, total, shown) => {
    const root = writeProject(first)
    await run(root)
    const other = table('select 2 as n')
    const then = { 'models/total.sql': total, 'models/shown.sql': shown, 'models/other.sql': other }
    writeFiles(root, then)
    const outcome = await run(root, { select: ['total', 'shown', 'other'] })
    expect(statuses(outcome)).toEqual({ total: 'error', shown: 'error', other: 'success' })
    expect(outcome.refusal).toBeUndefined()
    expect(await rows(root, 'select k, n from above, other')).toEqual([{ k: 2, n: 2 }])
  })
})

describe('errors of what stands around a model', () => {
  it('shows a broken singular test at its own line', async () => {
    const root = writeProject({
      'models/total.sql': table('select 1 as n'),
      'tests/broken.sql': '-- no amount\nselect *\nfrom {{ref "total"}}\nwhere amuont < 0;\n',
    })
    const outcome = await run(root)
    expect(outcome.results.find(({ status }) => status === 'error')?.error).toMatchObject({
      code: 'M3009',
      place: { file: 'tests/broken.sql', line: 4, column: 7 },
    })
  })

  it('shows a broken generic test of the tool where it is declared', async () => {
    const root = writeProject({
      'models/total.sql': table('select 1 as n'),
      'models/schema.yml':
        'models:\n  - name: total\n    tests:\n      - expression_is_true: {expression: amuont > 0}\n',
    })
    const outcome = await run(root)
    expect(outcome.results.find(({ status }) => status === 'error')?.error).toMatchObject({
      code: 'M3009',
      place: { file: 'models/schema.yml', line: 4 },
    })
  })

  it('names a hook that fails, of a model and of the project', async () => {
    const hooked = table('select 1 as n', ' post_hook="grant select on {{this}} to nobody_here"')
    const root = writeProject({ 'models/total.sql': hooked })
    const outcome = await run(root)
    const [failed] = outcome.results
    expect(failed?.error?.message).toMatch(/A hook of total failed: .*nobody_here.*grant/)
    writeFiles(root, {
      'models/total.sql': table('select 1 as n'),
      'project.yml': `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse}
on-run-start: ["select 1/0"]
`,
    })
    await expect(run(root)).rejects.toThrow(/A hook of on-run-start failed: division by zero/)
    expect(await told(root)).toEqual([expect.stringMatching(/^M\d{4}: .*division by zero/)])
  })
})

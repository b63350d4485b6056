/** Runs as pages list them, from the ledger of a real engine, with what is kept of results that are not well. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorkspace, type Workspace } from '../../src/workspace.ts'
import { run, writeFiles, writeProject } from '../support/project.ts'

const FILES = {
  'models/orders.sql': `{{config materialized="table"}}
select n as id, case when n > 7 then null else 'c' || n end as customer from generate_series(1, 20) as n
`,
  'models/totals.sql': 'select count(*) as orders from {{ref "orders"}}',
  'models/schema.yml': `models:
  - name: orders
    columns: [{name: customer, tests: [not_null]}]
`,
}

describe('openRunLog()', () => {
  let workspace: Workspace
  let root: string
  beforeAll(async () => {
    root = writeProject(FILES)
    await run(root)
    writeFiles(root, { 'models/schema.yml': 'models: []\n' })
    await run(root, { command: 'run' })
    writeFiles(root, { 'models/totals.sql': 'select\n  nothing\nfrom {{ref "orders"}}' })
    await run(root)
    workspace = await openWorkspace({ projectDir: root, env: {}, wait: 0 })
  })
  afterAll(() => workspace.close())

  const listed = async (
    filter: Partial<Parameters<Awaited<ReturnType<Workspace['runLog']>>['page']>[0]>,
  ) => {
    const log = await workspace.runLog()
    const runs = await log.page({ limit: 10, ...filter })
    return runs.map(({ command, status }) => `${command} ${status}`)
  }

  it('page() lists runs, newest first, as the filter says', async () => {
    expect(await listed({})).toEqual(['build error', 'run success', 'build error'])
    expect(await listed({ command: 'build' })).toEqual(['build error', 'build error'])
    expect(await listed({ status: 'success' })).toEqual(['run success'])
    expect(await listed({ status: 'running' })).toEqual([])
    expect(await listed({ limit: 1 })).toEqual(['build error'])
  })

  it('page() goes on before a run, and has nothing before one that is not there', async () => {
    const log = await workspace.runLog()
    const [newest] = await log.page({ limit: 1 })
    expect(await listed({ before: newest!.runId })).toEqual(['run success', 'build error'])
    expect(await listed({ before: "' or true --" })).toEqual([])
    expect(await log.find(newest!.runId)).toEqual(newest)
    expect(await log.find('nothing')).toBeUndefined()
    expect(await log.commands()).toEqual(['build', 'run'])
  })

  it('tallies() counts the last result of each node and check', async () => {
    const log = await workspace.runLog()
    const runs = await log.page({ limit: 10 })
    const tallies = await log.tallies(runs.map(({ runId }) => runId))
    expect(runs.map(({ runId }) => tallies.get(runId))).toEqual([
      { nodes: { success: 1, error: 1 }, checks: {} },
      { nodes: { success: 2 }, checks: {} },
      { nodes: { held: 1, skipped: 1 }, checks: { fail: 1 } },
    ])
  })

  it('results() have the rows that a check found, its query, and the place of an error', async () => {
    const log = await workspace.runLog()
    const [broken, , failed] = await log.page({ limit: 10 })
    const checks = await workspace.results({ runId: failed!.runId, limit: 10 })
    const check = checks.find(({ kind }) => kind === 'check')!
    expect(check.detail?.sample).toEqual([8, 9, 10, 11, 12].map(id => ({ id, customer: null })))
    expect(check.detail?.sql).toContain('where ("customer" is null)')
    const nodes = await workspace.results({ runId: broken!.runId, limit: 10 })
    expect(nodes.find(({ status }) => status === 'error')!.detail).toEqual({
      code: 'M3009',
      place: { file: 'models/totals.sql', line: 2, column: 3 },
      excerpt: { first: 1, lines: ['select', '  nothing', 'from {{ref "orders"}}'] },
    })
    expect(nodes.find(({ status }) => status === 'success')!.detail).toBeUndefined()
  })
})

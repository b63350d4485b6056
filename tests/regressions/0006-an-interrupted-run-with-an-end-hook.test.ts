/** The hook at the end of an interrupted run was refused like any other statement, and took all results along. */
import { expect, it } from 'vitest'
import { run, statuses, writeProject } from '../support/project.ts'

it('an interrupted run with on-run-end tells its results, and leaves the hook out', async () => {
  const root = writeProject({
    'project.yml': `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse}
on-run-end: create table ended as select 1 as n
`,
    'models/total.sql': '{{config materialized="table"}}\nselect 1 as n\n',
  })
  const stop = new AbortController()
  const at = (point: string): void => {
    if (point === 'stage:after') stop.abort()
  }
  const outcome = await run(root, { signal: stop.signal }, { at })
  expect(outcome.status).toBe('interrupted')
  expect(statuses(outcome)).toEqual({ total: 'held' })
})

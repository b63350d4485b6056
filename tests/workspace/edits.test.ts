/** Edits of a whole project, and what a refresh builds after each: exactly what would come out differently. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openWorkspace, type Workspace } from '../../src/workspace.ts'
import { runOptions, writeFiles, writeProject } from '../support/project.ts'
import { BASE, type Edit, MUST, MUST_NOT } from './edits.ts'

let root = ''

async function opened<T>(
  edit: Pick<Edit, 'vars' | 'env'> & { readonly brief?: true },
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const { vars, env = {}, brief = false } = edit
  const workspace = await openWorkspace({
    projectDir: root,
    env,
    brief,
    wait: 0,
    ...(vars === undefined ? {} : { vars }),
  })
  try {
    return await work(workspace)
  } finally {
    await workspace.close()
  }
}

/** What a refresh would build and check now. */
const planned = (edit: Pick<Edit, 'vars' | 'env'>) => opened({ ...edit, brief: true }, plannedIn)

async function plannedIn(workspace: Workspace) {
  const options = runOptions({ command: 'refresh', dryRun: true })
  const { plan } = await workspace.run(options, () => undefined)
  return {
    builds: plan.steps.flatMap(step => (step.kind === 'stage' ? [nameOf(step.node)] : [])).sort(),
    checks: plan.steps
      .flatMap(step => (step.kind === 'check' ? step.tests.map(nameOf) : []))
      .sort(),
  }
}

/** The same after `work` in the warehouse; then a refresh, after which nothing is left to do. */
function plannedAfter(work: (workspace: Workspace) => Promise<unknown>) {
  return opened({}, async workspace => {
    await work(workspace)
    const { builds } = await plannedIn(workspace)
    await workspace.run(runOptions({ command: 'refresh' }), () => undefined)
    expect(await plannedIn(workspace)).toEqual({ builds: [], checks: [] })
    return builds
  })
}

/** `model.shop.top` as `top`, `test.shop.unique_top.abc` as `unique_top`. */
const nameOf = (id: string): string => {
  const [kind, , ...rest] = id.split('.')
  return kind === 'test' ? rest[0]! : rest.join('.')
}

const SETUP = `create schema shop;
create table shop.events as select timestamptz '2026-02-14' as loaded_at;
create table shop.events_two as select timestamptz '2026-02-15' as loaded_at;
create table shop.loads as select 1 as x;
create table shop.load_log as select timestamptz '2026-02-14' as loaded_at`

beforeAll(async () => {
  root = writeProject(BASE)
  await opened({}, async workspace => {
    await (await workspace.adapter()).execute(SETUP)
    await workspace.run(runOptions(), () => undefined)
    await workspace.query("insert into crm.status values ('a')", { limit: null })
    await workspace.run(runOptions({ command: 'refresh' }), () => undefined)
  })
})

/** The case's plan, and the project as it was before. */
async function afterEdit(edit: Edit) {
  const files = edit.files ?? {}
  for (const path of edit.remove ?? []) rmSync(join(root, path))
  writeFiles(root, files)
  try {
    return await planned(edit)
  } finally {
    for (const path of Object.keys(files)) if (!(path in BASE)) rmSync(join(root, path))
    writeFiles(root, BASE)
  }
}

describe('a refresh', () => {
  it('has nothing to do on what was built', async () => {
    expect(await planned({})).toEqual({ builds: [], checks: [] })
  })

  const untouched = Object.entries(MUST_NOT)
  it.each(untouched.filter(([, edit]) => !edit.sql))('builds nothing after %s', async (_, edit) => {
    expect(await afterEdit(edit)).toEqual({ builds: [], checks: [...(edit.checks ?? [])] })
  })

  const touched = Object.entries(MUST)
  it.each(touched.filter(([, edit]) => !edit.sql))(
    'builds what it must after %s',
    async (_, edit) => {
      expect((await afterEdit(edit)).builds).toEqual([...edit.builds].sort())
    },
  )

  const inWarehouse = [...untouched, ...touched].filter(([, edit]) => edit.sql)
  it.each(inWarehouse)('builds what it must after %s', async (_, edit) => {
    const query = (workspace: Workspace) => workspace.query(edit.sql!, { limit: null })
    expect(await plannedAfter(query)).toEqual(edit.builds)
  })

  it.each([
    ['--empty', { empty: true }],
    ['--no-audit', { noAudit: true }],
  ])('builds what was published by %s', async (_, options) => {
    const build = (workspace: Workspace) =>
      workspace.run(runOptions({ ...options, select: ['texts'] }), () => undefined)
    expect(await plannedAfter(build)).toEqual(['texts'])
  })
})

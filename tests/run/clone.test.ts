/** `model clone`: what another environment has built, copied with the versions that it has. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import {
  inWorkspace,
  keepEngineOpen,
  run,
  statuses,
  writeFiles,
  writeProject,
} from '../support/project.ts'

keepEngineOpen()

const project = (place: string) => `name: shop
target: dev
targets:
  prod: {${place}, protected: true}
  dev: {${place}, schema_prefix: dev_, defer: prod}
`

const SUMS = `{{config materialized="table" indexes=(list (dict columns=(list "customer") unique=true))}}
select customer, sum(amount) as total from {{ref "raw"}} group by 1`

const FILES = {
  'seeds/raw.csv': 'customer,amount\na,5\nb,50\n',
  'models/sums.sql': SUMS,
  'models/shown.sql': 'select customer, total from {{ref "sums"}} where total > 10\n',
  'models/top.sql': '{{config materialized="table"}} select customer from {{ref "shown"}}',
  'models/notes.sql': '{{config materialized="table"}} select text from {{source "app" "notes"}}',
  'models/schema.yml': `sources:
  - name: app
    tables: [{name: notes, managed: true, columns: [{name: text, data_type: text}]}]
models:
  - name: sums
    description: Money by customer
    config: {persist_docs: {relation: true, columns: true}}
    columns: [{name: customer, description: Who, tests: [not_null]}]
`,
}

const engines = [
  { name: 'pglite', server: undefined },
  { name: 'postgres', server: SERVER_URL },
].filter(({ name, server }) => name === 'pglite' || server !== undefined)

describe.each(engines)('clone on $name', ({ server }) => {
  let root = ''
  let database: TestDatabase | undefined
  beforeAll(async () => {
    database = server === undefined ? undefined : await createDatabase('clone', server)
    const place = database
      ? `adapter: postgres, url: '${database.url}'`
      : 'adapter: pglite, path: target/warehouse'
    root = writeProject({ ...FILES, 'project.yml': project(place) })
    await run(root, {}, { target: 'prod' })
  })
  afterAll(() => database?.drop())

  const rows = (sql: string) =>
    inWorkspace(root, async workspace => (await workspace.query(sql, { limit: null })).rows)

  it('copies tables with their indexes and comments, and makes views on its own names', async () => {
    const outcome = await run(root, { command: 'clone' })
    expect(statuses(outcome)).toEqual({
      notes: 'success',
      raw: 'success',
      shown: 'success',
      sums: 'success',
      top: 'success',
    })
    expect(await rows('select customer, total from dev_public.shown')).toEqual([
      { customer: 'b', total: '50' },
    ])
    const [view] = await rows("select pg_get_viewdef('dev_public.shown'::regclass) as text")
    expect(view?.['text']).toContain('dev_public.sums')
    const [facts] = await rows(`select obj_description('dev_public.sums'::regclass) as said,
      col_description('dev_public.sums'::regclass, 1) as column_said,
      (select count(*)::int from pg_index where indrelid = 'dev_public.sums'::regclass and indisunique) as keys`)
    expect(facts).toEqual({ said: 'Money by customer', column_said: 'Who', keys: 1 })
  })

  it('leaves nothing for a refresh to build, and nothing for a second clone', async () => {
    const outcome = await run(root, { command: 'refresh' })
    expect(outcome.status).toBe('no-op')
    const again = await run(root, { command: 'clone' })
    expect(again.status).toBe('no-op')
    const said = again.plan.steps.flatMap(step => ('reason' in step ? [step.reason.code] : []))
    expect(new Set(said)).toEqual(new Set(['exists']))
  })

  it('is stale where production moves on, and copies anew when asked', async () => {
    writeFiles(root, { 'seeds/raw.csv': 'customer,amount\na,5\nb,60\n' })
    await run(root, {}, { target: 'prod' })
    const outcome = await run(root, { command: 'clone', fullRefresh: true, select: ['+top'] })
    expect(statuses(outcome)).toMatchObject({ raw: 'success', top: 'success' })
    expect(await rows('select total from dev_public.shown')).toEqual([{ total: '60' }])
    expect((await run(root, { command: 'refresh' })).status).toBe('no-op')
  })

  it('leaves a view that the project defines otherwise', async () => {
    writeFiles(root, { 'models/shown.sql': 'select customer, total from {{ref "sums"}}\n' })
    const outcome = await run(root, { command: 'clone', fullRefresh: true, select: ['shown'] })
    expect(outcome.plan.steps).toMatchObject([{ kind: 'reuse', reason: { code: 'changed' } }])
    writeFiles(root, { 'models/shown.sql': FILES['models/shown.sql'] })
  })

  it('copies a managed table only when it is asked for', async () => {
    const managed = "select to_regclass('dev_app.notes') is not null as there"
    expect(await rows(managed)).toEqual([{ there: false }])
    await rows("insert into app.notes values ('kept')")
    await run(root, { command: 'clone', managed: true })
    expect(await rows('select text from dev_app.notes')).toEqual([{ text: 'kept' }])
  })

  it.each([
    [{ target: 'prod', defer: 'dev' }, 'M3405'],
    [{ defer: false }, 'M3404'],
  ] as const)('refuses %o', async (options, code) => {
    await expect(run(root, { command: 'clone' }, options)).rejects.toMatchObject({ code })
  })
})

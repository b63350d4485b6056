/** What a model in TypeScript does while its code runs, and what it must never do. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineModel, z } from '../../../src/run/typescript/authoring.ts'
import { startModel } from '../../support/model-process.ts'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../../support/postgres-database.ts'
import { inWorkspace, rows, run, statuses, writeProject } from '../../support/project.ts'

/** Models reach the test that runs them in its own process through this. */
const shared = globalThis as unknown as { loaded?: number; watch?: () => Promise<void> }

describe.skipIf(SERVER_URL === undefined)('a TypeScript model on a server', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('watched')
  })
  afterAll(() => database?.drop())

  it('writes batch by batch, and leaves no transaction open while its code runs', async () => {
    const root = writePostgresProject(
      {
        'models/base.sql': `{{config materialized="table" indexes=(list (dict columns=(list "n") unique=true))}}
select n from generate_series(1, 1500) as n\n`,
        'models/schema.yml': `models: [{name: base, columns: [{name: n, constraints: [{type: not_null}]}]}]\n`,
        'models/seen.ts': `import { defineModel, z } from 'sql-model'
export default defineModel({
  refs: ['base'],
  columns: z.object({ n: z.int() }),
  async *rows(ctx) {
    let count = 0
    for await (const { n } of ctx.refs.base<{ n: number }>()) {
      yield { n }
      if (++count === 1300) await (globalThis as unknown as { watch: () => Promise<void> }).watch()
    }
  },
})
`,
      },
      database.url,
    )
    const found: unknown[] = []
    shared.watch = async () => {
      const open = await database.query(
        `select query from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and state like 'idle%'`,
      )
      const [stage] = await database.query<{ name: string }>(
        `select quote_ident(nspname) || '.' || quote_ident(relname) as name from pg_class c
         join pg_namespace n on n.oid = relnamespace where nspname like '%\\_\\_stage' and relname like 'seen%'`,
      )
      const [loaded] = await database.query<{ n: string }>(
        `select count(*) as n from ${stage!.name}`,
      )
      found.push(open, loaded!.n)
    }
    expect(statuses(await run(root))).toEqual({ base: 'success', seen: 'success' })
    const [open, loaded] = found
    expect(open).toEqual([])
    // One batch is there; the second may be on its way.
    expect(['500', '1000']).toContain(loaded)
  })
})

describe('the file of a TypeScript model', () => {
  const LOADED = `import { defineModel, z } from 'sql-model'
const shared = globalThis as unknown as { loaded?: number }
shared.loaded = (shared.loaded ?? 0) + 1
export default defineModel({ columns: z.object({ a: z.int() }), *rows() { yield { a: 1 } } })
`
  it('is run when it is built, and by nothing else', async () => {
    const root = writeProject({ 'models/quiet.ts': LOADED, 'models/b.sql': 'select 1 as b\n' })
    await run(root, { select: ['b'] })
    await inWorkspace(root, async workspace => {
      await workspace.status()
    })
    expect(shared.loaded).toBeUndefined()
    await run(root, { select: ['quiet'] })
    expect(shared.loaded).toBe(1)
  })
})

describe('a secret', () => {
  it('is in nothing that is printed, recorded or written', async () => {
    const secret = 'open sesame/1'
    const asks = (body: string) => `import { defineModel, z } from 'sql-model'
export default defineModel({
  config: { max_failures: 1 },
  columns: z.object({ a: z.string() }),
  async *rows(ctx) {
    const key = ctx.secret('KEY')
    ctx.log.info('the key is ' + key)
    ctx.log.warn('as a URL ' + encodeURIComponent(key))
    ${body}
  },
})
`
    const root = writeProject({
      'models/thrown.ts': asks("throw new Error('401 for ' + key)"),
      'models/yielded.ts': asks("yield { b: key } as never; yield { a: 'x' }"),
      'models/asked.ts': asks(
        "for await (const { answer } of ctx.ask([{ key }], { key: row => row.key, version: '1' }, async row => { throw new Error('no ' + row.key) })) yield { a: answer }",
      ),
    })
    const { code, stdout, stderr } = await startModel(['build', '--project-dir', root], {
      KEY: secret,
    }).ended
    const said = stdout + stderr
    expect([code, said]).toEqual([1, expect.stringContaining('the key is ***')])
    expect(said).toContain('thrown failed: 401 for ***')
    const files = readdirSync(join(root, 'target'), { withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ name }) => readFileSync(join(root, 'target', name), 'utf8'))
    const recorded: (readonly unknown[])[] = []
    for (const sql of [
      'select message from model_meta.results',
      'select * from model_meta.answers',
      'select * from asked__failures union all select * from yielded__failures',
    ])
      recorded.push(await rows(root, sql))
    expect(recorded.every(found => found.length > 0)).toBe(true)
    const all = said + files.join() + JSON.stringify(recorded)
    for (const form of [secret, encodeURIComponent(secret)]) expect(all).not.toContain(form)
  })
})

describe('defineModel()', () => {
  it('knows refs, inputs and columns by their types', () => {
    const model = defineModel({
      refs: ['orders', 'crm.contacts'],
      inputs: ['config/rules.yml'],
      columns: z.object({ id: z.int(), name: z.string().nullable() }),
      async *rows(ctx) {
        // @ts-expect-error no ref of this model
        void ctx.refs.customers
        // @ts-expect-error no input of this model
        void ctx.inputs['config/other.yml']
        const log: (message: string) => void = ctx.log.info
        log(String(ctx.vars['factor']))
        const text: string = await ctx.inputs['config/rules.yml'].text()
        for await (const row of ctx.refs['crm.contacts']<{ id: number }>())
          yield { id: row.id, name: text }
        yield [{ id: 1, name: null }]
      },
    })
    expect(Object.keys(model.columns.shape)).toEqual(['id', 'name'])
    defineModel({
      columns: z.object({ id: z.int() }),
      // @ts-expect-error a row without its column
      *rows() {
        yield { name: 'x' }
      },
    })
  })
})

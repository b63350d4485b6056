/** `model ci`, from the command line, on real engines: what it says, how it ends, and that nothing of it stays. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CiReport } from '../../src/workspace.ts'
import { openWorkspace } from '../../src/workspace.ts'
import { type Played, type PlayOptions, play } from '../cli/fake-terminal.ts'
import { startModel } from '../support/model-process.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { inWorkspace, run, writeFiles, writeProject } from '../support/project.ts'

const project = (place: string) => `name: shop
target: dev
targets:
  prod: {${place}, protected: true}
  dev: {${place}, schema_prefix: dev_}
  away: {adapter: pglite, path: target/away}
ci: {target: dev, against: prod}
`

const table = (select: string) => `{{config materialized="table"}}\n${select}\n`
const ORDERS = table('select order_id, customer, amount from {{ref "raw"}}')
const SCHEMA = `models:
  - name: orders
    columns: [{name: order_id, tests: [unique, not_null]}]
  - name: customers
    columns: [{name: customer, tests: [unique]}]
`
const FILES = {
  'seeds/raw.csv': 'order_id,customer,amount\n1,a,5\n2,b,50\n3,b,7\n',
  'models/orders.sql': ORDERS,
  'models/customers.sql': table(
    'select customer, sum(amount) as total from {{ref "orders"}} group by 1',
  ),
  'models/apart.sql': table('select {{literal (var "as_of")}}::timestamptz as seen_at'),
  'models/schema.yml': SCHEMA,
}

const engines = [
  { name: 'pglite', server: undefined },
  { name: 'postgres', server: SERVER_URL },
].filter(({ name, server }) => name === 'pglite' || server !== undefined)

describe.each(engines)('model ci on $name', ({ name, server }) => {
  let root = ''
  let database: TestDatabase | undefined
  beforeAll(async () => {
    database = server === undefined ? undefined : await createDatabase('ci', server)
    const place = database
      ? `adapter: postgres, url: '${database.url}'`
      : 'adapter: pglite, path: target/warehouse'
    root = writeProject({ ...FILES, 'project.yml': project(place) })
    await run(root, {}, { target: 'prod' })
  })
  afterAll(() => database?.drop())

  const ci = (words: readonly string[] = [], options: PlayOptions = {}): Promise<Played> =>
    play(['ci', ...words], { cwd: root, open: openWorkspace, ...options })
  const rows = (sql: string) =>
    inWorkspace(root, async workspace => (await workspace.query(sql, { limit: null })).rows)
  const left = () => rows("select nspname from pg_namespace where nspname like 'ci\\_%'")
  const report = () => readFileSync(join(root, 'target/ci/report.md'), 'utf8')
  const change = (files: Readonly<Record<string, string>>) =>
    writeFiles(root, { ...FILES, ...files })

  it('says in one sentence that nothing changes', async () => {
    const { code, out } = await ci()
    expect(code).toBe(0)
    expect(out).toContain('Nothing changes: everything is as target prod has built it.')
    expect(report()).toMatch(/^## ✅ Nothing changes\n/)
    expect(await left()).toEqual([])
  })

  it('builds what changes and what reads it, says how it differs, and leaves production alone', async () => {
    change({
      'models/orders.sql': table(
        'select order_id, customer, amount * 2 as amount from {{ref "raw"}}',
      ),
      'models/fresh.sql': table('select count(*) as customers from {{ref "customers"}}'),
    })
    const { code, out } = await ci(['--output', 'json'])
    expect(code).toBe(0)
    const found = JSON.parse(out) as CiReport
    expect(found.nodes.map(node => [node.name, node.change, node.is_new])).toEqual([
      ['public.orders', 'direct', false],
      ['public.customers', 'indirect', false],
      ['public.fresh', 'direct', true],
    ])
    expect(found.differences).toMatchObject([
      { relation: 'public.orders', status: 'different', changed: 3 },
      { relation: 'public.customers', status: 'different', changed: 2 },
    ])
    expect(report()).toContain('| `amount` | 0.00 % | 3 |')
    expect(await rows('select sum(amount)::int as sum from orders')).toEqual([{ sum: 62 }])
    expect(await left()).toEqual([])
    const known = "select environment from model_meta.relations where environment like 'ci%'"
    expect(await rows(known)).toEqual([])
    const kept = existsSync(join(root, 'keep')) ? readdirSync(join(root, 'keep/warehouse')) : []
    const texts = kept.map(file => readFileSync(join(root, 'keep/warehouse', file), 'utf8'))
    expect(texts.join()).not.toContain('ci_')
  })

  it('exits with 1 for a failing check, with its rows, and tells GitHub where', async () => {
    change({
      'models/orders.sql': table('select 1 as order_id, customer, amount from {{ref "raw"}}'),
    })
    const summary = join(root, 'summary.md')
    const env = { GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: root }
    const { code, out } = await ci(['--github', '--junit', 'out/junit.xml'], { env })
    expect(code).toBe(1)
    expect(out).toMatch(
      /^::error file=models\/schema\.yml,line=3,title=unique_orders_order_id::Got 1/m,
    )
    expect(readFileSync(summary, 'utf8')).toBe(report())
    expect(report()).toMatch(/## ❌ 1 check fails[\s\S]*unique\\_orders\\_order\\_id/)
    expect(report()).toContain('❌ held back by unique\\_orders\\_order\\_id, ')
    expect(readFileSync(join(root, 'out/junit.xml'), 'utf8')).toContain('failures="1"')
    expect(await left()).toEqual([])
  })

  it('exits with 1 for SQL that the database refuses, at its line', async () => {
    change({ 'models/orders.sql': table('select order_id,\n  nothing from {{ref "raw"}}') })
    const { code, err } = await ci()
    expect(code).toBe(1)
    expect(err).toMatch(/public\.orders \(models\/orders\.sql:3\).*"nothing" does not exist/)
    expect(report()).toContain('declared in `models/orders.sql:3`')
    expect(await left()).toEqual([])
  })

  it('keeps what it built when it is asked to, and gc drops it', async () => {
    change({ 'models/customers.sql': table('select 1 as customer') })
    await ci(['--keep', '--prefix', 'ci_kept_'])
    expect(await rows('select customer from ci_kept_public.customers')).toEqual([{ customer: 1 }])
    const { out } = await play(['gc', '--yes'], { cwd: root, open: openWorkspace })
    expect(out).toContain('Everything under ci_kept_, kept by model ci --keep')
    expect(await left()).toEqual([])
  })

  it('is cleaned up by the next one when it was killed', async () => {
    change({ 'models/customers.sql': table('select 1 as customer') })
    const words = ['ci', '--project-dir', root, '--prefix', 'ci_killed_']
    const { signal } = await startModel(words, { MODEL_FAULT: 'ci:built' }).ended
    expect(signal).toBe('SIGKILL')
    expect(await left()).not.toEqual([])
    const { code, out } = await ci()
    expect(code).toBe(0)
    expect(out).toContain('Dropped what an earlier CI run left under ci_killed_.')
    expect(await left()).toEqual([])
  })

  it.skipIf(name === 'pglite')('runs twice at once under two prefixes', async () => {
    change({ 'models/customers.sql': table('select 2 as customer') })
    const both = await Promise.all([ci(['--report', 'a.md']), ci(['--report', 'b.md'])])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(both.map(({ out }) => out).join()).not.toContain('an earlier CI run')
    expect(await left()).toEqual([])
  })

  it.skipIf(name === 'pglite')('drops what it built when Ctrl-C ends it', async () => {
    change({ 'models/customers.sql': table('select 1 as customer from pg_sleep(20)') })
    let press = (): void => undefined
    const going = ci([], {
      onReady: interrupt => {
        press = interrupt
      },
    })
    for (;;) {
      const [working] = await rows(
        "select 1 from pg_stat_activity where query like '%pg_sleep(20)%' and pid <> pg_backend_pid()",
      )
      if (working !== undefined) break
    }
    press()
    expect((await going).code).toBe(2)
    expect(await left()).toEqual([])
  })

  it.each([
    [['--prefix', 'dev_'], 'M3408'],
    [['--against', 'away'], 'M3401'],
    [['-t', 'prod'], 'M3409'],
    [['--against', 'dev', '-t', 'dev'], 'M3406'],
  ])('refuses %j', async (words, expected) => {
    const { code, err } = await ci(words)
    expect(err).toContain(expected)
    expect(code).toBe(2)
  })
})

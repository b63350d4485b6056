/** `model plan`: what would be built, whose doing it is, the diff, the checks, and what is left over. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PlanView } from '../../src/workspace.ts'
import {
  inWorkspace,
  keepEngineOpen,
  rows,
  run,
  runOptions,
  writeFiles,
  writeProject,
} from '../support/project.ts'

keepEngineOpen()

const table = (select: string) => `{{config materialized="table"}}\n${select}\n`
const TOTALS =
  'select customer,\n  sum(amount) as total\nfrom {{source "shop" "orders"}}\ngroup by 1'

const MACROS = `{{#macro "plus" as |day by|}}{{day}} + {{by}}{{/macro}}
{{#macro "next" as |day|}}{{plus day 1}}{{/macro}}
`

let root = ''
const view = (): Promise<PlanView> =>
  inWorkspace(root, workspace => workspace.plan(runOptions({ command: 'refresh' })))
const shown = ({ nodes }: PlanView) =>
  nodes.map(({ name, action, change }) => `${action} ${name} ${change ?? ''}`.trim())

beforeAll(async () => {
  root = writeProject({
    'models/schema.yml': `sources:
  - name: shop
    schema: shop
    tables: [{name: orders, loaded_at_field: loaded_at}]
models:
  - name: totals
    columns: [{name: customer, tests: [not_null, unique]}]
`,
    'models/totals.sql': table(TOTALS),
    'models/top.sql': 'select customer from {{ref "totals"}} where total > 10\n',
    'macros/days.sql': MACROS,
    'models/days.sql': table('select {{next 1}} as day'),
  })
  await rows(root, 'create schema shop')
  await rows(
    root,
    "create table shop.orders as select 'a' as customer, 5 as amount, timestamptz '2026-02-14 09:00Z' as loaded_at",
  )
  await run(root)
})

describe('plan', () => {
  it('shows that nothing is to be built, and which checks hold still', async () => {
    const plan = await view()
    expect(shown(plan)).toEqual(['reuse public.days', 'reuse public.totals', 'reuse public.top'])
    expect(plan.checks).toEqual({ made: 0, reused: 2 })
  })

  it('tells what newer data asks for from what is below it', async () => {
    await rows(root, "insert into shop.orders values ('b', 50, '2026-02-14 10:31Z')")
    const plan = await view()
    expect(shown(plan).slice(1)).toEqual(['build public.totals data', 'build public.top indirect'])
    expect(plan.checks).toEqual({ made: 2, reused: 0 })
    expect(plan.nodes[1]).toMatchObject({ checks: 2, publication: 'swap' })
    expect(plan.estimate.unknown).toBe(0)
    await run(root, { command: 'refresh' })
  })

  it('shows the change of a definition as a diff, on the names of relations', async () => {
    writeFiles(root, {
      'models/totals.sql': table(TOTALS.replace('sum(amount)', 'sum(amount) + 1')),
    })
    const [totals] = (await view()).nodes.filter(({ name }) => name === 'public.totals')
    expect(totals).toMatchObject({ action: 'build', change: 'direct' })
    expect(totals!.diff).toBe(
      [
        '@@ -1,4 +1,4 @@',
        ' select customer,',
        '-  sum(amount) as total',
        '+  sum(amount) + 1 as total',
        ' from shop.orders',
        ' group by 1',
      ].join('\n'),
    )
  })

  it('names the macros whose change asks for a build, also where a model calls them through others', async () => {
    const reasons = async () => {
      const { nodes } = await view()
      return nodes.find(({ name }) => name === 'public.days')!.reasons.map(({ text }) => text)
    }
    writeFiles(root, { 'macros/days.sql': MACROS.replace('+ {{by}}', '+ 0 + {{by}}') })
    expect(await reasons()).toEqual(['the macro plus has changed'])
    const both = MACROS.replace('+ {{by}}', '- {{by}}').replace('plus day 1', 'plus day 2')
    writeFiles(root, { 'macros/days.sql': both })
    expect(await reasons()).toEqual(['the macros next and plus have changed'])
    writeFiles(root, { 'macros/days.sql': MACROS })
    expect(await reasons()).not.toContain('the macro plus has changed')
  })

  it('names what no node makes any more', async () => {
    rmSync(join(root, 'models/days.sql'))
    expect(shown(await view())).toContain('left over public.days')
  })
})

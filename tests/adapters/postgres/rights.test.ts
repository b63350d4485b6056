/** The scripts of docs/engines/postgres.md: a role with no more rights than these builds, checks and publishes. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../../support/postgres-database.ts'
import { type Files, run, statuses, writeFiles } from '../../support/project.ts'

const page = readFileSync(new URL('../../../docs/engines/postgres.md', import.meta.url), 'utf8')
const scripts = [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, script]) => script!)

const FILES: Files = {
  'models/sources.yml': `sources:
  - name: crm
    tables: [{name: orders}]
  - name: own
    schema: analytics
    tables:
      - name: status
        managed: true
        columns: [{name: id, data_type: integer}]
`,
  'seeds/rates.csv': 'currency,rate\neur,1\nusd,2\n',
  'models/orders.sql': `{{config materialized="table" indexes=(list (dict columns=(list "id") unique=true))}}
select o.id, o.amount * r.rate as amount
from {{source "crm" "orders"}} as o join {{ref "rates"}} as r using (currency)
`,
  'models/totals.sql':
    '{{config materialized="view"}}\nselect sum(amount)::int as amount from {{ref "orders"}}\n',
  'models/schema.yml': `models:
  - name: orders
    columns:
      - {name: id, tests: [unique, not_null]}
      - {name: amount, tests: [{accepted_range: {max: 1, severity: warn, store_failures: true}}]}
`,
}

/** Names of their own, for roles belong to the whole server. */
function named(script: string, names: Readonly<Record<string, string>>): string {
  const words = new RegExp(`\\b(${Object.keys(names).join('|')})\\b`, 'g')
  return script.replace(words, word => names[word]!)
}

describe.skipIf(!SERVER_URL)('docs/engines/postgres.md', () => {
  const made: { readonly database: TestDatabase; readonly roles: readonly string[] }[] = []
  afterAll(async () => {
    for (const { database, roles } of made) {
      for (const role of roles) await database.query(`drop owned by ${role}`)
      await database.drop()
    }
    const { query, drop } = await createDatabase('rights')
    for (const { roles } of made) await query(`drop role ${roles.join(', ')}`)
    await drop()
  })

  it('has a script for a role that may make schemas, and one for a role that may not', () => {
    expect(scripts).toHaveLength(2)
    expect(scripts.map(script => /create on database/.test(script))).toEqual([true, false])
  })

  it.each([
    ['makes its schemas', 0],
    ['finds its schemas made', 1],
  ])('a role that %s builds all that a run can make', async (_, at) => {
    const database = await createDatabase('rights')
    const builder = `${database.name}_builder`
    const reader = `${database.name}_reader`
    made.push({ database, roles: [builder, reader] })
    await database.query(`create schema crm; create table crm.orders (id int, amount int, currency text);
      insert into crm.orders values (1, 10, 'eur'), (2, 10, 'usd')`)
    const names = { warehouse: database.name, model_builder: builder, model_reader: reader }
    await database.query(named(scripts[at]!, names))

    const url = new URL(database.url)
    url.username = builder
    const root = writePostgresProject(
      {
        ...FILES,
        'models/late.sql':
          '{{config materialized="view"}}\nselect id from {{source "crm" "late"}}\n',
      },
      url.href,
      ', schema: analytics',
    )
    await database.query('create table crm.late as select 1 as id')
    writeFiles(root, {
      'models/sources.yml': FILES['models/sources.yml']!.replace(
        '[{name: orders}]',
        '[{name: orders}, {name: late}]',
      ),
      'project.yml': `name: shop
targets:
  server: {adapter: postgres, url: '${url.href}', schema: analytics}
models: {+grants: {select: [${reader}]}}
on-run-end: grant usage on schema analytics to ${reader}
`,
    })
    for (let time = 1; time <= 2; time++) {
      const outcome = await run(root, { fullRefresh: true })
      expect(outcome.status).toBe('success')
      expect(statuses(outcome)).toMatchObject({
        orders: 'success',
        rates: 'success',
        late: 'success',
      })
    }
    const rights = `select has_table_privilege('${reader}', 'analytics.orders', 'select') as orders,
      has_table_privilege('${reader}', 'analytics.totals', 'select') as totals,
      has_schema_privilege('${reader}', 'analytics', 'usage') as schema,
      has_schema_privilege('${reader}', 'analytics__stage', 'usage') as stage,
      has_database_privilege('${builder}', current_database(), 'create') as create,
      (select rolsuper from pg_roles where rolname = '${builder}') as super,
      (select amount from analytics.totals) as total`
    expect(await database.query(rights)).toEqual([
      {
        orders: true,
        totals: true,
        schema: true,
        stage: false,
        create: at === 0,
        super: false,
        total: 30,
      },
    ])
  })
})

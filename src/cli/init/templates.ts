/** The files of a new project, as text by path. Pure. */

/** A project's files by path. */
export type ProjectFiles = Readonly<Record<string, string>>

/** What a project may begin with. */
export const TEMPLATES = {
  starter: starterFiles,
  empty: emptyFiles,
} satisfies Record<string, (name: string) => ProjectFiles>

export type TemplateName = keyof typeof TEMPLATES

function projectYml(name: string, models: string): string {
  return `name: ${name}
target: local

targets:
  # The database inside: no server, kept under target/.
  local: { adapter: pglite, path: target/warehouse }
  # A server of yours:
  # dev: { adapter: postgres, url: '{{env "DATABASE_URL"}}', schema_prefix: dev_ }

${models}`
}

const GITIGNORE = `/target/
/keep/
.env
`

function emptyFiles(name: string): ProjectFiles {
  return {
    'project.yml': projectYml(name, 'models: { +materialized: view }\n'),
    '.gitignore': GITIGNORE,
    'models/.gitkeep': '',
    'seeds/.gitkeep': '',
    'README.md': `# ${name}

Put SELECTs under models/ and CSVs under seeds/, then:

    model build
`,
  }
}

function starterFiles(name: string): ProjectFiles {
  const models = `models:
  staging: { +materialized: view, +schema: staging }
  marts: { +materialized: table, +schema: marts }
seeds: { +schema: raw }
`
  return {
    'project.yml': projectYml(name, models),
    '.gitignore': GITIGNORE,
    'seeds/orders.csv': ORDERS,
    'seeds/schema.yml': SEED_SCHEMA,
    'models/staging/stg_orders.sql': STG_ORDERS,
    'models/staging/schema.yml': STAGING_SCHEMA,
    'models/marts/customers.sql': CUSTOMERS,
    'models/marts/order_sizes.ts': ORDER_SIZES,
    'models/marts/schema.yml': MARTS_SCHEMA,
    'README.md': starterReadme(name),
  }
}

const ORDERS = `order_id,customer,ordered_on,status,amount
1,acme,2026-01-05,completed,120.00
2,globex,2026-01-07,completed,80.50
3,acme,2026-01-19,returned,45.00
4,initech,2026-02-02,completed,310.00
5,globex,2026-02-11,placed,99.90
6,acme,2026-02-14,completed,64.00
`

const SEED_SCHEMA = `version: 2
seeds:
  - name: orders
    description: Orders as they were exported.
    columns:
      - { name: order_id, data_type: integer }
      - { name: customer, data_type: text }
      - { name: ordered_on, data_type: date }
      - { name: status, data_type: text }
      - { name: amount, data_type: 'numeric(12,2)' }
`

const STG_ORDERS = `-- Orders with clean names; the only place that reads the raw table.
select
  order_id,
  lower(trim(customer)) as customer,
  ordered_on,
  status,
  amount
from {{ref "orders"}}
`

const STAGING_SCHEMA = `version: 2
models:
  - name: stg_orders
    description: One row per order.
    columns:
      - name: order_id
        tests: [unique, not_null]
      - name: status
        tests:
          - accepted_values: { values: [placed, completed, returned] }
`

const CUSTOMERS = `-- What each customer has bought, returned orders left out.
select
  customer,
  count(*) as orders,
  sum(amount) as revenue,
  max(ordered_on) as last_ordered_on
from {{ref "stg_orders"}}
where status <> 'returned'
group by customer
`

const ORDER_SIZES = `import { defineModel, z } from 'sql-model'

/** A step that is not SQL. refs, inputs and config are literals; ctx.ask asks services about rows, once for each. */
export default defineModel({
  refs: ['stg_orders'],
  columns: z.object({
    order_id: z.int(),
    size: z.enum(['small', 'medium', 'large']),
  }),
  async *rows(ctx) {
    for await (const order of ctx.refs.stg_orders<{ order_id: number; amount: string }>()) {
      const amount = Number(order.amount)
      const size = amount < 75 ? 'small' : amount < 200 ? 'medium' : 'large'
      yield { order_id: order.order_id, size }
    }
  },
})
`

const MARTS_SCHEMA = `version: 2
models:
  - name: customers
    description: One row per customer.
    columns:
      - name: customer
        tests: [unique, not_null]
      - name: revenue
        tests:
          - accepted_range: { min: 0 }
  - name: order_sizes
    description: One row per order, computed in TypeScript.
    columns:
      - name: order_id
        tests: [unique, not_null]
`

function starterReadme(name: string): string {
  return `# ${name}

    model build                                  # load, build, check, publish
    model status                                 # what is there, how old, how many rows
    model query "select * from marts.customers"  # look at it

- \`project.yml\` names the targets: where tables are built.
- \`seeds/\` has CSVs, \`models/\` has SELECTs (and a model in TypeScript), the schema.yml beside them has descriptions and tests.
- Nothing is shown to readers before its tests have passed.
`
}

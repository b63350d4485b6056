/** The project of random sequences: what can be edited about it, and its files for any state of these edits. */
import type { Files } from './project.ts'

export type Shape = 'view' | 'table' | 'ephemeral'

/** What has been edited so far. */
export interface Project {
  /** A number in the SQL of each model. */
  readonly numbers: Readonly<Record<string, number>>
  readonly shapes: Readonly<Record<'stg_orders' | 'mid_orders' | 'mix', Shape>>
  readonly macro: number
  readonly variable: number
  /** Rows of the seed behind a source, and of a lookup. */
  readonly orders: number
  readonly rate: number
  readonly extraColumn: boolean
  readonly renamed: boolean
  /** A row that breaks a check of one table; a check over two; a statement that fails. */
  readonly broken: Readonly<Record<Fault, boolean>>
}

export type Fault = 'row' | 'sum' | 'statement'

export const MODELS = [
  'stg_orders',
  'stg_events',
  'mid_orders',
  'mid_events',
  'totals',
  'mix',
  'states',
  'top',
] as const

export const SOUND: Project['broken'] = { row: false, sum: false, statement: false }

/** Before any edit. */
export const FIRST: Project = {
  numbers: Object.fromEntries(MODELS.map(name => [name, 0])),
  shapes: { stg_orders: 'view', mid_orders: 'table', mix: 'view' },
  macro: 1,
  variable: 1,
  orders: 3,
  rate: 1,
  extraColumn: false,
  renamed: false,
  broken: SOUND,
}

/** The file of the model that may be renamed. */
export const lastModel = ({ renamed }: Project): string => (renamed ? 'highest' : 'top')

/** Names of the models that have a relation. */
export function relationsOf(project: Project): readonly string[] {
  const inlined = Object.entries(project.shapes)
    .filter(([, shape]) => shape === 'ephemeral')
    .map(([name]) => name)
  return MODELS.map(name => (name === 'top' ? lastModel(project) : name)).filter(
    name => !inlined.includes(name),
  )
}

/** All files but project.yml; a name that is not there any more is removed by the writer. */
export function filesOf(project: Project): Files {
  const { numbers, shapes, broken, macro, orders, rate, extraColumn } = project
  const table = '{{config materialized="table"}}\n'
  const as = (name: keyof Project['shapes']) => `{{config materialized="${shapes[name]}"}}\n`
  const [count, extra] = [numbers['mid_events'], extraColumn ? `, ${macro} as extra` : '']
  return {
    'models/sources.yml': `sources:
  - name: core
    tables: [{name: orders, columns: [{name: id, data_type: integer}, {name: customer, data_type: text}, {name: amount, data_type: integer}]}]
  - {name: shop, tables: [{name: events, loaded_at_field: loaded_at}]}
  - name: crm
    tables: [{name: status, managed: true, columns: [{name: customer, data_type: text}, {name: n, data_type: integer}]}]
`,
    'models/schema.yml': `models:
  - {name: mid_orders, columns: [{name: id, tests: [not_null]}]}
  - {name: totals, columns: [{name: customer, tests: [unique]}]}
`,
    'macros/money.sql': `{{#macro "money" as |x|}}({{x}} * ${macro}){{/macro}}\n`,
    'tests/sums_agree.sql': `select 1 as bad
where (select sum(total) from {{ref "totals"}}) <> (select sum(amount) from {{ref "mid_orders"}}) ${broken.sum ? '+ 1' : ''}
`,
    'seeds/core.orders.csv': ordersFile(orders, broken.row),
    'seeds/rates.csv': `customer,rate\na,${rate}\nb,2\n`,
    'models/stg_orders.sql': `${as('stg_orders')}select id, customer, {{money "amount"}} + ${numbers['stg_orders']} as amount${extra}
from {{source "core" "orders"}}\n`,
    'models/stg_events.sql': `select kind, loaded_at, ${numbers['stg_events']} as n from {{source "shop" "events"}}\n`,
    'models/mid_orders.sql': `${as('mid_orders')}select orders.*, rates.rate + ${numbers['mid_orders']} as rate
from {{ref "stg_orders"}} as orders left join {{ref "rates"}} as rates using (customer)\n`,
    'models/mid_events.sql': `${table}select kind, count(*) + ${count} as n, sum(n) as s from {{ref "stg_events"}} group by 1\n`,
    'models/totals.sql': `${table}select customer, sum(amount) as total, ${numbers['totals']}${broken.statement ? ' / 0' : ''} as n
from {{ref "mid_orders"}} group by 1\n`,
    'models/mix.sql': `${as('mix')}select totals.customer, totals.total, totals.n, events.n as events, ${numbers['mix']} as m
from {{ref "totals"}} as totals cross join {{ref "mid_events"}} as events\n`,
    'models/states.sql': `${table}select customer, sum(n) + ${numbers['states']} as n from {{source "crm" "status"}} group by 1\n`,
    [`models/${lastModel(project)}.sql`]: `select customer, total + ${numbers['top']} as total from {{ref "mix"}} where total > {{var "minimum"}}\n`,
  }
}

function ordersFile(rows: number, broken: boolean): string {
  const lines = Array.from({ length: rows }, (_, row) => `${row},${'abc'[row % 3]},${row * 10}`)
  return ['id,customer,amount', ...lines, ...(broken ? [',a,5'] : [])].join('\n').concat('\n')
}

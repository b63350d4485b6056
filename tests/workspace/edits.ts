/** A small project with one of everything that a build depends on, and edits of it: what each must make stale. */
import type { Files } from '../support/project.ts'

const PROJECT = `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse, demo_sources: true, vars: {region: eu}}
vars: {minimum: 3, label: "a  b", unused: 1, as_of: '2026-02-14T00:00:00Z'}
models:
  +materialized: view
  marts: {+materialized: table}
seeds:
  +schema: reference
`

const SCHEMA = `models:
  - name: totals
    description: Sums.
    config: {contract: {enforced: true}}
    columns:
      - {name: customer, data_type: text, description: Who., tests: [not_null]}
      - {name: total, data_type: bigint}
  - name: top
    columns: [{name: customer, tests: [{accepted_values: {values: [a, b, c], severity: warn}}]}]
`

const SOURCES = `sources:
  - name: core
    tables:
      - name: orders
        columns:
          - {name: customer, data_type: text}
          - {name: amount, data_type: integer}
  - name: shop
    tables:
      - {name: events, loaded_at_field: loaded_at}
      - {name: loads, loaded_at_query: select max(loaded_at) from shop.load_log}
  - name: crm
    tables:
      - name: status
        managed: true
        columns: [{name: customer, data_type: text}]
`

/** The project as it was built. */
export const BASE: Files = {
  'project.yml': PROJECT,
  'models/schema.yml': SCHEMA,
  'models/sources.yml': SOURCES,
  'macros/money.sql': `{{#macro "cents" factor="100" as |amount|}}
  ({{rounded amount}} * {{factor}})
{{/macro}}
{{#macro "rounded" as |amount|}}round({{amount}}){{/macro}}
{{#macro "unused_macro" as |x|}}{{x}}{{/macro}}
`,
  'macros/names.ts':
    "export function initial(name: string) {\n  return 'left(' + name + ', 1)'\n}\n",
  'seeds/core.orders.csv': 'customer,amount\na,10\nb,20\n',
  'seeds/rates.csv': 'code,rate\neu,1.5\n',
  'models/stg_orders.sql':
    'select customer, {{cents "amount"}}::bigint as amount from {{source "core" "orders"}}\n',
  'models/big_orders.sql':
    '{{config materialized="ephemeral"}}\nselect * from {{ref "stg_orders"}} where amount > {{var "minimum"}}\n',
  'models/marts/totals.sql': `select customer, sum(amount)::bigint as total
from {{ref "big_orders"}}
group by customer
`,
  'models/top.sql': 'select customer from {{ref "totals"}} where total > 10\n',
  'models/marts/texts.sql': `{{config pre_hook="select 1" post_hook="select 2"}}
-- what it is
select {{literal (var "label")}} as label, 'a  b' as "Mixed", 1 - -1 as n, $$x  y$$ as body
{{#if is_incremental}}where false{{/if}}
`,
  'models/marts/priced.sql':
    'select code, rate, \'{{env "REGION_CODE" "none"}}\' as region, {{initial "code"}} as letter from {{ref "rates"}}\n',
  'models/marts/days.sql':
    '{{config stale_after="1 day"}}\nselect \'{{var "as_of"}}\'::timestamptz as day\n',
  'models/marts/moments.sql': 'select \'{{var "as_of"}}\'::timestamptz as moment\n',
  'models/marts/events.sql': 'select count(*) as n from {{source "shop" "events"}}\n',
  'models/marts/loads.sql': 'select count(*) as n from {{source "shop" "loads"}}\n',
  'models/marts/states.sql': 'select count(*) as n from {{source "crm" "status"}}\n',
  'models/marts/elsewhere.sql': 'select \'{{var "region"}}\' as region\n',
}

/** A change and what a refresh builds after it. */
export interface Edit {
  readonly files?: Files
  readonly remove?: readonly string[]
  /** Statements in the warehouse. */
  readonly sql?: string
  readonly vars?: Readonly<Record<string, string | number>>
  readonly env?: Readonly<Record<string, string>>
  /** Names that are built; none: no relation is touched. */
  readonly builds: readonly string[]
  /** Checks that are made again though nothing is built. */
  readonly checks?: readonly string[]
}

/** A file with one text in place of another. */
function edited(path: string, from: string, to: string): Files {
  const text = BASE[path]!
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`)
  return { [path]: text.replace(from, () => to) }
}

const still = (files: Files, rest: Partial<Edit> = {}): Edit => ({ files, builds: [], ...rest })
const model = (name: string) => `models/marts/${name}.sql`

/** What must not build anything. */
export const MUST_NOT: Readonly<Record<string, Edit>> = {
  'a line comment': still(edited(model('texts'), '-- what it is', '-- what it was, or not')),
  'a comment less': still(edited(model('texts'), '-- what it is\n', '')),
  'a block comment': still(edited(model('totals'), 'select', 'select /* all of /* them */ */')),
  'a template comment': still(edited(model('totals'), 'select', '{{! why }}select')),
  'a ref in a comment': still(edited(model('totals'), 'select', '-- {{ref "top"}}\nselect')),
  'spaces and lines': still(edited(model('totals'), 'select customer, ', '  select\n\tcustomer ,')),
  'the end of lines': still({ [model('totals')]: BASE[model('totals')]!.replaceAll('\n', '\r\n') }),
  'the case of keywords': still(edited(model('totals'), 'group by', 'GROUP BY')),
  'the case of plain names': still(edited(model('totals'), 'select customer', 'select Customer')),
  'a semicolon at the end': still(
    edited(model('totals'), 'group by customer', 'group by customer;'),
  ),
  'spaces in mustaches': still(
    edited(model('totals'), '{{ref "big_orders"}}', '{{ ref  "big_orders" }}'),
  ),
  'a comment in an ephemeral between': still(
    edited('models/big_orders.sql', 'select *', 'select -- all\n *'),
  ),
  'a comment in a view between': still(
    edited('models/stg_orders.sql', 'select', 'select /* each */'),
  ),
  'the layout of a macro': still(edited('macros/money.sql', '({{rounded', '(  {{rounded')),
  'a comment in a macro': still(
    edited('macros/money.sql', '  ({{rounded', '  -- cents\n  ({{rounded'),
  ),
  'a macro in another file': still(
    { 'macros/other.sql': BASE['macros/money.sql']! },
    { remove: ['macros/money.sql'] },
  ),
  'a macro that nobody calls': still(edited('macros/money.sql', '{{x}}', '{{x}} + 1')),
  'a new macro': still({ 'macros/new.sql': '{{#macro "fresh" as |x|}}{{x}}{{/macro}}\n' }),
  'a comment in a TypeScript macro': still(
    edited('macros/names.ts', 'export', '// the first letter\nexport'),
  ),
  'an argument that is the default': still(
    edited('models/stg_orders.sql', '{{cents "amount"}}', '{{cents "amount" factor="100"}}'),
  ),
  'a var that nobody uses': still(edited('project.yml', 'unused: 1', 'unused: 2')),
  'a var that is given as it is': still({}, { vars: { minimum: 3 } }),
  'the order of keys in project.yml': still(
    edited('project.yml', 'name: shop\ntarget: local', 'target: local\nname: shop'),
  ),
  'another target': still(
    edited('project.yml', 'vars: {minimum', '  other: {adapter: postgres, url: x}\nvars: {minimum'),
  ),
  'the name of the target': still({ 'project.yml': PROJECT.replaceAll('local', 'mine') }),
  'a description of a model': still(edited('models/schema.yml', 'Sums.', 'Sums of orders.')),
  'a description of a column': still(edited('models/schema.yml', 'Who.', 'The customer.')),
  'the order of columns in the schema file': still({
    'models/schema.yml': SCHEMA.replace(
      /( {6}- \{name: customer.*\n)( {6}- \{name: total.*\n)/,
      '$2$1',
    ),
  }),
  'the order of keys of a model': still(
    edited(
      'models/schema.yml',
      'name: totals\n    description: Sums.',
      'description: Sums.\n    name: totals',
    ),
  ),
  'a column of no contract': still(
    edited(
      'models/schema.yml',
      '[{name: customer, tests',
      '[{name: total}, {name: customer, tests',
    ),
  ),
  'another name of a type': still(
    edited('models/schema.yml', 'data_type: bigint', 'data_type:  bigint'),
  ),
  'tags and meta': still({
    [model('texts')]: BASE[model('texts')]!.replace(
      'config ',
      'config tags=(list "daily") meta=(dict owner="x") ',
    ),
  }),
  'the order of config': still({
    [model('texts')]: BASE[model('texts')]!.replace(
      'pre_hook="select 1" post_hook="select 2"',
      'post_hook="select 2" pre_hook="select 1"',
    ),
  }),
  'what costs, not what comes out': still({
    [model('texts')]: BASE[model('texts')]!.replace(
      'config ',
      'config timeout="10m" retries=2 on_publish="in_place" ',
    ),
  }),
  'a layout of a hook': still(
    edited(model('texts'), 'pre_hook="select 1"', 'pre_hook="SELECT  1 -- x"'),
  ),
  'a materialization that is said twice': still({
    [model('totals')]: `{{config materialized="table"}}\n${BASE[model('totals')]}`,
  }),
  'the folder of a model': still(
    { 'models/marts/deeper/totals.sql': BASE[model('totals')]! },
    { remove: [model('totals')] },
  ),
  'the folder of a seed': still(
    { 'seeds/deeper/rates.csv': BASE['seeds/rates.csv']! },
    { remove: ['seeds/rates.csv'] },
  ),
  'a seed that is written again': still({ 'seeds/rates.csv': BASE['seeds/rates.csv']! }),
  'the description of a source': still(
    edited('models/sources.yml', '- name: crm', '- name: crm\n    description: People.'),
  ),
  'the freshness of a source': still(
    edited(
      'models/sources.yml',
      'loaded_at_field: loaded_at}',
      'loaded_at_field: loaded_at, freshness: {warn_after: {count: 1, period: day}}}',
    ),
  ),
  'a new check': still(
    edited('models/schema.yml', 'tests: [not_null]', 'tests: [not_null, unique]'),
    { checks: ['unique_totals_customer'] },
  ),
  'a changed check': still(edited('models/schema.yml', '[a, b, c]', '[a, b]'), {
    checks: ['accepted_values_top_customer__a__b'],
  }),
  'the severity of a check': still(edited('models/schema.yml', ', severity: warn', ''), {
    checks: ['accepted_values_top_customer__a__b__c'],
  }),
  'a check less': still(edited('models/schema.yml', ', tests: [not_null]', '')),
  'a singular test': still(
    { 'tests/no_debts.sql': 'select * from {{ref "totals"}} where total < 0\n' },
    { checks: ['no_debts'] },
  ),
  'an exposure': still({
    'models/exposures.yml':
      "exposures: [{name: board, type: dashboard, owner: {name: x}, depends_on: [ref('top')]}]\n",
  }),
  selectors: still({
    'selectors.yml': "selectors: [{name: daily, definition: 'tag:daily'}]\n",
  }),
  'a variable of the environment that nobody uses': still({}, { env: { OTHER: 'x' } }),
  'a default of env that is given': still({}, { env: { REGION_CODE: 'none' } }),
  'an hour, where stale_after is a day': still({}, { vars: { as_of: '2026-02-14T01:00:00Z' } }),
  'an update of no row elsewhere': still(
    {},
    { sql: 'create table public.scratch as select 1 as x' },
  ),
}

const builds = (names: string, files: Files = {}, rest: Partial<Edit> = {}): Edit => ({
  files,
  builds: names.split(' '),
  ...rest,
})
const BELOW_ORDERS = 'stg_orders totals top'

/** What must build, and what with it. */
export const MUST: Readonly<Record<string, Edit>> = {
  'a number': builds('top', edited('models/top.sql', '> 10', '> 11')),
  'a number by its digits': builds('top', edited('models/top.sql', '> 10', '> 10.0')),
  'a space in a text': builds('texts', edited(model('texts'), "'a  b' as", "'a b' as")),
  'a space in a dollar quote': builds('texts', edited(model('texts'), 'x  y', 'x y')),
  'the case of a text': builds('texts', edited(model('texts'), "'a  b' as", "'A  b' as")),
  'the case of a quoted name': builds('texts', edited(model('texts'), '"Mixed"', '"mixed"')),
  'a space that was an operator': builds('texts', edited(model('texts'), '1 - -1', '1 --1')),
  'a column': builds('top', edited('models/top.sql', 'select customer', 'select customer, total')),
  'a condition': builds('top', edited('models/top.sql', '> 10', '> 10 and total < 9999')),
  'an order': builds(
    'texts',
    edited(model('texts'), '{{#if is_incremental}}', 'order by 1\n{{#if is_incremental}}'),
  ),
  'the incremental branch': builds('texts', edited(model('texts'), 'where false', 'where true')),
  'a view into a table': builds('top', {
    'models/top.sql': `{{config materialized="table"}}\n${BASE['models/top.sql']}`,
  }),
  'tables into views, in project.yml': builds(
    'totals top texts priced days moments events loads states elsewhere',
    edited('project.yml', 'marts: {+materialized: table}', 'marts: {+materialized: view}'),
  ),
  'an ephemeral into a view': builds(
    'big_orders totals top',
    edited('models/big_orders.sql', 'ephemeral', 'view'),
  ),
  'a view into an ephemeral': builds('totals top', {
    'models/stg_orders.sql': `{{config materialized="ephemeral"}}\n${BASE['models/stg_orders.sql']}`,
  }),
  'an ephemeral between': builds(
    'totals top',
    edited('models/big_orders.sql', 'where amount', 'where 1 + amount'),
  ),
  'a view between': builds(
    BELOW_ORDERS,
    edited('models/stg_orders.sql', 'select customer', 'select lower(customer) as customer'),
  ),
  'a macro': builds(BELOW_ORDERS, edited('macros/money.sql', '* {{factor}}', '* 2 * {{factor}}')),
  'a macro that a macro calls': builds(
    BELOW_ORDERS,
    edited('macros/money.sql', 'round(', 'floor('),
  ),
  'the default of a macro': builds(
    BELOW_ORDERS,
    edited('macros/money.sql', 'factor="100"', 'factor="1000"'),
  ),
  'an argument of a macro': builds(
    BELOW_ORDERS,
    edited('models/stg_orders.sql', '{{cents "amount"}}', '{{cents "amount" factor="1"}}'),
  ),
  'a TypeScript macro': builds('priced', edited('macros/names.ts', ', 1)', ', 2)')),
  'a var of the project, below an ephemeral': builds(
    'totals top',
    edited('project.yml', 'minimum: 3', 'minimum: 4'),
  ),
  'a space in a var that is printed': builds(
    'texts',
    edited('project.yml', 'label: "a  b"', 'label: "a b"'),
  ),
  'a var on the command line': builds('totals top', {}, { vars: { minimum: 5 } }),
  'a var of the target': builds('elsewhere', edited('project.yml', 'region: eu', 'region: us')),
  'a variable of the environment': builds('priced', {}, { env: { REGION_CODE: 'eu' } }),
  'a variable of the environment in .env': builds('priced', { '.env': 'REGION_CODE=us\n' }),
  'what it reads': builds(
    'top',
    edited('models/top.sql', '{{ref "totals"}} where total', '{{ref "stg_orders"}} where amount'),
  ),
  'a hook before': builds('texts', edited(model('texts'), '"select 1"', '"select 11"')),
  'a hook after': builds('texts', edited(model('texts'), ' post_hook="select 2"', '')),
  'a type of a contract': builds('totals top', {
    'models/schema.yml': SCHEMA.replace('data_type: bigint', 'data_type: numeric'),
    [model('totals')]: BASE[model('totals')]!.replace('::bigint', '::numeric'),
  }),
  'a contract no more': builds(
    'totals top',
    edited('models/schema.yml', 'enforced: true', 'enforced: false'),
  ),
  'a row of a seed': builds('rates priced', edited('seeds/rates.csv', '1.5', '1.6')),
  'a row of a seed behind a source': builds(
    `core.orders ${BELOW_ORDERS}`,
    edited('seeds/core.orders.csv', 'b,20', 'b,21'),
  ),
  'the end of lines of a seed': builds('rates priced', {
    'seeds/rates.csv': BASE['seeds/rates.csv']!.replaceAll('\n', '\r\n'),
  }),
  'the delimiter of a seed': builds('rates priced', {
    'seeds/rates.csv': 'code;rate\neu;1.5\n',
    'seeds/schema.yml': "seeds: [{name: rates, config: {delimiter: ';'}}]\n",
  }),
  'a type of a seed': builds('rates priced', {
    'seeds/schema.yml': 'seeds: [{name: rates, columns: [{name: rate, data_type: numeric}]}]\n',
  }),
  'a type of a backed source': builds(
    `core.orders ${BELOW_ORDERS}`,
    edited('models/sources.yml', 'data_type: integer', 'data_type: bigint'),
  ),
  'newer rows of a source': builds(
    'events',
    {},
    { sql: "insert into shop.events values ('2026-02-15')" },
  ),
  'what loaded_at_query says': builds(
    'loads',
    {},
    { sql: "insert into shop.load_log values ('2026-02-15')" },
  ),
  'a row of a managed table': builds('states', {}, { sql: "insert into crm.status values ('z')" }),
  'a row less of a managed table': builds('states', {}, { sql: 'delete from crm.status' }),
  'a source without its clock': builds(
    'events',
    edited('models/sources.yml', ', loaded_at_field: loaded_at', ''),
  ),
  'another table of a source': builds(
    'events',
    edited('models/sources.yml', '{name: events,', '{name: events, identifier: events_two,'),
  ),
  'a day later, where stale_after is a day': builds(
    'days',
    {},
    { vars: { as_of: '2026-02-15T00:00:00Z' } },
  ),
  'a day before, where there is stale_after': builds(
    'days',
    {},
    { vars: { as_of: '2026-02-13T00:00:00Z' } },
  ),
  'a table that somebody dropped': builds('texts', {}, { sql: 'drop table texts' }),
  'a view that somebody dropped': builds('top', {}, { sql: 'drop view top' }),
  'another name': builds(
    'highest',
    {
      'models/highest.sql': BASE['models/top.sql']!,
      'models/schema.yml': SCHEMA.replaceAll('name: top', 'name: highest'),
    },
    { remove: ['models/top.sql'] },
  ),
  'another alias': builds('texts', {
    [model('texts')]: BASE[model('texts')]!.replace('config ', 'config alias="words" '),
  }),
  'another schema': builds('texts', {
    [model('texts')]: BASE[model('texts')]!.replace('config ', 'config schema="words" '),
  }),
}

/**
 * Projects that are wrong in one way each: what is said, where, and what is suggested. `at` is `file:line:column`,
 * `hint` a part of the hint, `message` a part of the sentence. Several problems are listed in the order they are told.
 */
import type { ProjectOptions } from '../../src/project/types.ts'
import type { Files } from './harness.ts'

export interface Expected {
  readonly code: string
  readonly at?: string
  readonly message?: string
  readonly hint?: string
}

export interface BrokenProject {
  readonly name: string
  readonly files: Files
  readonly options?: Partial<ProjectOptions>
  readonly problems: readonly Expected[]
}

/** A TypeScript model; its second line. */
const script = (line: string) =>
  `export default defineModel({\n  ${line}\n  columns: z.object({}), async *rows() {} })\n`
const ORDERS = 'select 1 as id, 10 as amount\n'
const yml = (...lines: readonly string[]) => `${lines.join('\n')}\n`
const project = (...lines: readonly string[]) => ({ 'project.yml': yml('name: shop', ...lines) })
const PLAIN = 'targets: {local: {adapter: pglite}}'
const SOURCES = yml('sources:', '  - name: core', '    tables: [{name: orders}, {name: customers}]')

/** A schema file for the model orders with one test below its column id. */
const test = (...lines: readonly string[]): Files => ({
  'models/orders.sql': ORDERS,
  'models/customers.sql': ORDERS,
  'models/schema.yml': yml(
    'models:',
    '  - name: orders',
    '    columns:',
    '      - name: id',
    '        tests:',
    ...lines.map(line => `          ${line}`),
  ),
})

const PROJECT_FILES: readonly BrokenProject[] = [
  {
    name: 'project.yml is no YAML',
    files: project('targets: {local: {adapter: pglite}'),
    problems: [
      {
        code: 'M1002',
        at: 'project.yml:3:1',
        message: 'This is not YAML that can be read: deficient indentation.',
      },
    ],
  },
  {
    name: 'project.yml has a key twice',
    files: project(PLAIN, 'name: other'),
    problems: [
      {
        code: 'M1002',
        at: 'project.yml:3:1',
        message: 'This is not YAML that can be read: the key name is here twice.',
      },
    ],
  },
  {
    name: 'project.yml is empty',
    files: { 'project.yml': '' },
    problems: [
      { code: 'M1016', at: 'project.yml:1:1', hint: 'Add `name:`.' },
      { code: 'M1016', at: 'project.yml:1:1', hint: 'Add `targets:`.' },
    ],
  },
  {
    name: 'an unknown key of project.yml',
    files: project(PLAIN, 'modles: {}'),
    problems: [{ code: 'M1003', at: 'project.yml:3:1', hint: 'Did you mean models?' }],
  },
  {
    name: 'keys of dbt_project.yml',
    files: project(PLAIN, 'profile: shop', 'model-paths: [models]'),
    problems: [
      { code: 'M1004', at: 'project.yml:3:1', hint: 'Write the connection under `targets:`.' },
      { code: 'M1004', at: 'project.yml:4:1', hint: 'Write `paths: {models: [...]}`.' },
    ],
  },
  {
    name: 'a name with a hyphen',
    files: { 'project.yml': yml('name: my-shop', PLAIN) },
    problems: [
      {
        code: 'M1005',
        at: 'project.yml:1:7',
        message: 'name is the text "my-shop", but must be a name of letters, digits and ',
      },
    ],
  },
  {
    name: 'no targets',
    files: project('target: local'),
    problems: [{ code: 'M1016', at: 'project.yml:1:1', hint: 'Add `targets:`.' }],
  },
  {
    name: 'schedules whose time cannot be told',
    files: project(
      PLAIN,
      'schedules:',
      "  - {name: a, cron: '30 25 * * *'}",
      "  - {name: b, cron: '30 2 * * *', timezone: Europe/Pari}",
      "  - {name: c, cron: '0 0 30 2 *'}",
      "  - {name: c, cron: '0 0 * * *', targets: locla}",
      "  - {name: d, cron: '0 0 * * *', jitter: soon, command: refesh}",
    ),
    problems: [
      {
        code: 'M1005',
        at: 'project.yml:8:57',
        message: 'must be one of refresh, build, run, seed, test',
      },
    ],
  },
  {
    name: 'schedules that are wrong in themselves',
    files: project(
      PLAIN,
      'schedules:',
      "  - {name: a, cron: '30 25 * * *'}",
      "  - {name: b, cron: '30 2 * * *', timezone: Europe/Pari}",
      "  - {name: c, cron: '0 0 30 2 *'}",
      "  - {name: c, cron: '0 0 * * *', targets: locla}",
      "  - {name: d, cron: '0 0 * * *', jitter: soon}",
    ),
    problems: [
      { code: 'M4503', at: 'project.yml:7:12' },
      { code: 'M4504', at: 'project.yml:7:43', hint: 'Did you mean local?' },
      { code: 'M1005', at: 'project.yml:8:42' },
      { code: 'M4501', at: 'project.yml:4:21', message: 'Invalid value for hour: 25' },
      { code: 'M4502', at: 'project.yml:5:45', hint: 'Did you mean Europe/Paris?' },
      { code: 'M4505', at: 'project.yml:6:21' },
    ],
  },
  {
    name: 'an unknown target in project.yml',
    files: project('target: locla', PLAIN),
    problems: [{ code: 'M1006', at: 'project.yml:2:9', hint: 'Did you mean local?' }],
  },
  {
    name: 'an unknown target of --target',
    files: {},
    options: { target: 'prod' },
    problems: [
      { code: 'M1006', hint: 'Add it under `targets:`, or choose another with --target.' },
    ],
  },
  {
    name: 'several targets and none chosen',
    files: project('targets:', '  a: {adapter: pglite}', '  b: {adapter: postgres}'),
    problems: [{ code: 'M1007', hint: 'Write `target: NAME` in project.yml, or use --target.' }],
  },
  {
    name: 'a misspelled key of a target',
    files: project('targets:', '  local:', '    adapter: pglite', '    tread: 4'),
    problems: [{ code: 'M1003', at: 'project.yml:5:5', hint: 'Did you mean threads?' }],
  },
  {
    name: "dbt's words in a target",
    files: project('targets:', '  local:', '    type: postgres', '    pass: shop'),
    problems: [
      { code: 'M1016', at: 'project.yml:3:3', hint: 'Add `adapter:`.' },
      { code: 'M1004', at: 'project.yml:4:5', hint: 'Write `adapter:`.' },
      { code: 'M1004', at: 'project.yml:5:5', hint: 'Write `password:`.' },
    ],
  },
  {
    name: 'wrong values in a target',
    files: project(
      'targets:',
      '  local:',
      '    adapter: pglite',
      '    threads: many',
      '    demo_sources: perhaps',
      '    publish: sometimes',
    ),
    problems: [
      {
        code: 'M1005',
        at: 'project.yml:6:19',
        message: 'targets.local.demo_sources is the text "perhaps", but must be true or false.',
      },
      {
        code: 'M1005',
        at: 'project.yml:5:14',
        message: 'targets.local.threads is the text "many", but must be a whole number above zero.',
      },
      {
        code: 'M1005',
        at: 'project.yml:7:14',
        message: 'targets.local.publish is the text "sometimes", but must be together or each.',
      },
    ],
  },
  {
    name: 'an environment variable that is not set',
    files: project('targets:', '  prod:', '    adapter: postgres', `    url: '{{env "PROD_URL"}}'`),
    problems: [
      {
        code: 'M1008',
        at: 'project.yml:5:10',
        message: 'The target prod needs the environment variable PROD_URL, which is not set.',
      },
    ],
  },
  {
    name: 'something else than env in a target',
    files: project('targets:', '  prod:', '    adapter: postgres', `    url: '{{var "url"}}'`),
    problems: [
      {
        code: 'M1009',
        at: 'project.yml:5:10',
        hint: 'Here only {{env "NAME"}} and {{env "NAME" "default"}} are evaluated.',
      },
    ],
  },
  {
    name: 'a line of .env that is no assignment',
    files: { '.env': '# secrets\nTOKEN=1\nPASSWORD secret\n' },
    problems: [
      {
        code: 'M1010',
        at: '.env:3:1',
        hint: 'Write NAME=value, one a line; quote a value that has spaces or a #.',
      },
    ],
  },
  {
    name: 'a folder of paths that is not there',
    files: project(PLAIN, 'paths: {models: [models, transform]}'),
    problems: [
      {
        code: 'M1011',
        at: 'project.yml:3:17',
        hint: 'Create it, or correct `paths:` in project.yml.',
      },
      {
        code: 'M1011',
        at: 'project.yml:3:17',
        hint: 'Create it, or correct `paths:` in project.yml.',
      },
    ],
  },
  {
    name: 'a folder of paths outside of the project',
    files: project(PLAIN, 'paths: {models: ../elsewhere}'),
    problems: [
      {
        code: 'M1023',
        at: 'project.yml:3:17',
        hint: 'Use a folder below the one that holds project.yml.',
      },
    ],
  },
  {
    name: 'settings for a folder that is not there',
    files: {
      ...project(PLAIN, 'models:', '  mart:', '    +materialized: table'),
      'models/marts/orders.sql': ORDERS,
    },
    problems: [{ code: 'M1019', at: 'project.yml:4:3', hint: 'Did you mean marts?' }],
  },
  {
    name: 'a config key of project.yml that is misspelled',
    files: project(PLAIN, 'models:', '  +materialised: table'),
    problems: [{ code: 'M1020', at: 'project.yml:4:3', hint: 'Did you mean materialized?' }],
  },
  {
    name: 'a materialization that is misspelled',
    files: project(PLAIN, 'models:', '  +materialized: tabel'),
    problems: [{ code: 'M1021', at: 'project.yml:4:3', hint: 'Did you mean table?' }],
  },
  {
    name: 'a materialization that comes later',
    files: project(PLAIN, 'models:', '  +materialized: incremental'),
    problems: [
      {
        code: 'M1004',
        at: 'project.yml:4:3',
        hint: 'Remove it; values for other tools can stand under `meta:`.',
      },
    ],
  },
  {
    name: 'as_of that is no time',
    files: project(PLAIN, 'vars:', '  as_of: yesterday'),
    problems: [
      {
        code: 'M1022',
        at: 'project.yml:4:10',
        hint: 'Write an ISO 8601 date, or a date and time with Z or an offset.',
      },
    ],
  },
]

const SCHEMA_FILES: readonly BrokenProject[] = [
  {
    name: 'an unknown key of a model',
    files: {
      'models/orders.sql': ORDERS,
      'models/schema.yml': yml('models:', '  - name: orders', '    descripton: All orders'),
    },
    problems: [{ code: 'M1003', at: 'models/schema.yml:3:5', hint: 'Did you mean description?' }],
  },
  {
    name: 'kinds of dbt that come later',
    files: { 'models/schema.yml': yml('metrics: []', 'unit_tests: []') },
    problems: [
      {
        code: 'M1004',
        at: 'models/schema.yml:1:1',
        hint: 'Remove it; values for other tools can stand under `meta:`.',
      },
      {
        code: 'M1004',
        at: 'models/schema.yml:2:1',
        hint: 'Remove it; values for other tools can stand under `meta:`.',
      },
    ],
  },
  {
    name: 'a model without a name',
    files: { 'models/schema.yml': yml('models:', '  - description: nameless') },
    problems: [{ code: 'M1016', at: 'models/schema.yml:2:5', hint: 'Add `name:`.' }],
  },
  {
    name: 'an entry for a model that does not exist',
    files: {
      'models/orders.sql': ORDERS,
      'models/schema.yml': yml('models:', '  - name: order'),
    },
    problems: [{ code: 'M1101', at: 'models/schema.yml:2:11', hint: 'Did you mean orders?' }],
  },
  {
    name: 'a model that is declared twice',
    files: {
      'models/orders.sql': ORDERS,
      'models/a.yml': yml('models:', '  - name: orders'),
      'models/b.yml': yml('models:', '  - name: orders'),
    },
    problems: [{ code: 'M1102', at: 'models/b.yml:2:11', hint: 'Merge the two into one.' }],
  },
  {
    name: 'a column that is declared twice',
    files: {
      'models/orders.sql': ORDERS,
      'models/schema.yml': yml(
        'models:',
        '  - name: orders',
        '    columns: [{name: id}, {name: ID}]',
      ),
    },
    problems: [{ code: 'M1102', at: 'models/schema.yml:3:34', hint: 'Merge the two into one.' }],
  },
  {
    name: 'a constraint without what it needs, and one on another column',
    files: {
      'models/orders.sql': ORDERS,
      'models/schema.yml': yml(
        'models:',
        '  - name: orders',
        '    columns: [{name: id}]',
        '    constraints:',
        '      - {type: check}',
        '      - {type: primary_key, columns: [idd]}',
      ),
    },
    problems: [
      { code: 'M1105', at: 'models/schema.yml:5:16', hint: 'Add `expression:`.' },
      { code: 'M1104', at: 'models/schema.yml:6:39', hint: 'Did you mean id?' },
    ],
  },
  {
    name: 'an unknown config key in a schema file',
    files: {
      'models/orders.sql': ORDERS,
      'models/schema.yml': yml('models:', '  - name: orders', '    config: {shema: marts}'),
    },
    problems: [{ code: 'M1020', at: 'models/schema.yml:3:14', hint: 'Did you mean schema?' }],
  },
  {
    name: 'a freshness rule with another period',
    files: {
      'models/sources.yml': yml(
        'sources:',
        '  - name: core',
        '    tables:',
        '      - name: orders',
        '        freshness: {warn_after: {count: 1, period: fortnight}}',
      ),
    },
    problems: [
      {
        code: 'M1005',
        at: 'models/sources.yml:5:52',
        message: 'sources[core].tables[orders].freshness.warn_after.period is the text "',
      },
    ],
  },
  {
    name: 'a managed table without types',
    files: {
      'models/sources.yml': yml(
        'sources:',
        '  - name: app',
        '    managed: true',
        '    tables:',
        '      - name: clicks',
        '        columns: [{name: code}]',
      ),
    },
    problems: [
      {
        code: 'M1109',
        at: 'models/sources.yml:6:26',
        message: 'The column code of the managed table app.clicks has no data_type.',
      },
    ],
  },
  {
    name: 'a source table that is declared twice',
    files: { 'models/a.yml': SOURCES, 'models/b.yml': SOURCES },
    problems: [
      { code: 'M1102', at: 'models/b.yml:3:21', hint: 'Merge the two into one.' },
      { code: 'M1102', at: 'models/b.yml:3:37', hint: 'Merge the two into one.' },
    ],
  },
  {
    name: 'an exposure of an unknown type',
    files: {
      'models/schema.yml': yml(
        'exposures:',
        '  - {name: weekly, type: slides, owner: {name: Sales}}',
      ),
    },
    problems: [
      {
        code: 'M1005',
        at: 'models/schema.yml:2:26',
        message: 'exposures[weekly].type is the text "slides", but must be one of dashbo',
      },
    ],
  },
  {
    name: 'an exposure of a model that does not exist',
    files: {
      'models/orders.sql': ORDERS,
      'models/schema.yml': yml(
        'exposures:',
        '  - name: weekly',
        '    type: dashboard',
        '    owner: {name: Sales}',
        `    depends_on: ["ref('ordres')", 'orders']`,
      ),
    },
    problems: [
      { code: 'M1402', at: 'models/schema.yml:2:11', hint: 'Did you mean orders?' },
      {
        code: 'M1409',
        at: 'models/schema.yml:2:11',
        hint: "Write ref('name') or source('name', 'table').",
      },
    ],
  },
  {
    name: 'selectors.yml without definitions',
    files: { 'selectors.yml': yml('selectors:', '  - name: nightly', '    definitions: {}') },
    problems: [
      { code: 'M1016', at: 'selectors.yml:2:5', hint: 'Add `definition:`.' },
      { code: 'M1003', at: 'selectors.yml:3:5', hint: 'Did you mean definition?' },
    ],
  },
]

const SEEDS: readonly BrokenProject[] = [
  {
    name: 'a seed for a source that is not declared',
    files: { 'models/sources.yml': SOURCES, 'seeds/core.order.csv': 'id\n1\n' },
    problems: [
      { code: 'M1107', at: 'seeds/core.order.csv:1:1', hint: 'Did you mean core.orders?' },
    ],
  },
  {
    name: 'two seeds of one name',
    files: { 'seeds/a/regions.csv': 'id\n', 'seeds/b/regions.csv': 'id\n' },
    problems: [{ code: 'M1106', at: 'seeds/b/regions.csv:1:1', hint: 'Rename one of the files.' }],
  },
  {
    name: 'an entry for a seed that backs a source',
    files: {
      'models/sources.yml': SOURCES,
      'seeds/core.orders.csv': 'id\n',
      'seeds/schema.yml': yml('seeds:', '  - name: core.orders'),
    },
    problems: [
      {
        code: 'M1108',
        at: 'seeds/schema.yml:2:11',
        hint: 'Move the columns and tests to the table under `sources:`.',
      },
    ],
  },
  {
    name: '--seed-path on a target without demo_sources',
    files: { ...project(PLAIN), 'own/core.orders.csv': 'id\n' },
    options: { seedPath: 'own' },
    problems: [{ code: 'M1013', hint: 'Choose a target with demo_sources: true.' }],
  },
  {
    name: '--seed-path that is no folder',
    files: {},
    options: { seedPath: 'own' },
    problems: [{ code: 'M1014' }],
  },
  {
    name: 'a misspelled file of --seed-path',
    files: { 'models/sources.yml': SOURCES, 'own/core.order.csv': 'id\n' },
    options: { seedPath: 'own' },
    problems: [{ code: 'M1015', hint: 'Did you mean core.orders.csv?' }],
  },
  {
    name: 'a model that is not UTF-8',
    files: { 'models/orders.sql': new Uint8Array([115, 101, 108, 233, 99, 116]) },
    problems: [{ code: 'M1012', at: 'models/orders.sql:1:1', hint: 'Save it as UTF-8.' }],
  },
  {
    name: 'a model in TypeScript',
    files: { 'models/orders.ts': 'export default {}\n' },
    problems: [{ code: 'M3302', at: 'models/orders.ts:1:16' }],
  },
  {
    name: 'a TypeScript model that is no TypeScript',
    files: { 'models/orders.ts': 'export default defineModel({\n  refs: [,\n' },
    problems: [{ code: 'M3301', at: 'models/orders.ts:3:1' }],
  },
  {
    name: 'a TypeScript model with a computed ref',
    files: { 'models/orders.ts': script('refs: [name()],') },
    problems: [{ code: 'M3303', at: 'models/orders.ts:2:10' }],
  },
  {
    name: 'a TypeScript model with a misspelt property',
    files: { 'models/orders.ts': script('ref: [],') },
    problems: [{ code: 'M3304', at: 'models/orders.ts:2:3', hint: 'Did you mean refs?' }],
  },
  {
    name: 'a TypeScript model without rows',
    files: {
      'models/orders.ts':
        "import { defineModel, z } from 'sql-model'\nexport default defineModel({ columns: z.object({}) })\n",
    },
    problems: [{ code: 'M3304', at: 'models/orders.ts:2:28' }],
  },
  {
    name: 'a TypeScript model that is to be a view',
    files: { 'models/orders.ts': script("config: { materialized: 'view' },") },
    problems: [{ code: 'M3305', at: 'models/orders.ts:2:13' }],
  },
  {
    name: 'a TypeScript model with an input that is not there, and one outside',
    files: {
      'models/orders.ts': script("inputs: ['config/rules.yml'],"),
      'models/lines.ts': script("inputs: ['../rules.yml'],"),
    },
    problems: [
      { code: 'M3306', at: 'models/lines.ts:2:12' },
      { code: 'M3306', at: 'models/orders.ts:2:12' },
    ],
  },
  {
    name: 'a TypeScript model that imports a file that is not there',
    files: { 'models/orders.ts': `import './missing.ts'\n${script('')}` },
    problems: [{ code: 'M3307', at: 'models/orders.ts:1:8' }],
  },
  {
    name: 'a setting of TypeScript models in SQL',
    files: { 'models/orders.sql': '{{config max_failures=3}}\nselect 1 as a' },
    problems: [{ code: 'M3308', at: 'models/orders.sql:1:10' }],
  },
  {
    name: 'a TypeScript model that reads what is not there',
    files: { 'models/orders.ts': script("refs: ['customer', 'core.lines'],") },
    problems: [
      { code: 'M1402', at: 'models/orders.ts:2:10' },
      { code: 'M1404', at: 'models/orders.ts:2:22' },
    ],
  },
]

const REFERENCES: readonly BrokenProject[] = [
  {
    name: 'a ref to a model that does not exist',
    files: {
      'models/orders.sql': ORDERS,
      'models/report.sql': 'select *\nfrom {{ref "ordres"}}\n',
    },
    problems: [{ code: 'M1402', at: 'models/report.sql:2:12', hint: 'Did you mean orders?' }],
  },
  {
    name: 'a ref to a source',
    files: {
      'models/sources.yml': SOURCES,
      'models/report.sql': 'select * from {{ref "orders"}}\n',
    },
    problems: [
      {
        code: 'M1402',
        at: 'models/report.sql:1:21',
        hint: 'core.orders is a source: write {{source "core" "orders"}}.',
      },
    ],
  },
  {
    name: 'a ref to a disabled model',
    files: {
      'models/orders.sql': `{{config enabled=false}}\n${ORDERS}`,
      'models/report.sql': 'select * from {{ref "orders"}}\n',
    },
    problems: [
      {
        code: 'M1403',
        at: 'models/report.sql:1:21',
        hint: 'Enable models/orders.sql, or take the reference out.',
      },
    ],
  },
  {
    name: 'a source that is not declared',
    files: {
      'models/sources.yml': SOURCES,
      'models/report.sql': 'select * from {{source "core" "order"}}\n',
    },
    problems: [{ code: 'M1404', at: 'models/report.sql:1:24', hint: 'Did you mean core.orders?' }],
  },
  {
    name: 'two models of one name',
    files: { 'models/a/orders.sql': ORDERS, 'models/b/orders.sql': ORDERS },
    problems: [
      {
        code: 'M1405',
        at: 'models/b/orders.sql:1:1',
        message: 'The model orders has the same name as models/a/orders.sql.',
      },
    ],
  },
  {
    name: 'a model and a seed of one name',
    files: { 'models/regions.sql': ORDERS, 'seeds/regions.csv': 'id\n' },
    problems: [
      {
        code: 'M1405',
        at: 'models/regions.sql:1:1',
        message: 'The model regions has the same name as seeds/regions.csv.',
      },
    ],
  },
  {
    name: 'two models that are one relation',
    files: {
      'models/orders.sql': ORDERS,
      'models/sales.sql': `{{config alias="Orders"}}\n${ORDERS}`,
    },
    problems: [
      {
        code: 'M1406',
        at: 'models/sales.sql:1:1',
        hint: 'Give one of them another `schema` or `alias`.',
      },
    ],
  },
  {
    name: 'a model with a dot in its name',
    files: { 'models/core.orders.sql': ORDERS },
    problems: [
      {
        code: 'M1407',
        at: 'models/core.orders.sql:1:1',
        message: 'The name core.orders has a dot, a space or a quote in it.',
      },
    ],
  },
  {
    name: 'a schema of the tool',
    files: { 'models/orders.sql': `{{config schema="marts__stage"}}\n${ORDERS}` },
    problems: [
      {
        code: 'M1407',
        at: 'models/orders.sql:1:1',
        message: 'The name marts__stage is a schema that the tool itself uses.',
      },
    ],
  },
  {
    name: 'models that read each other',
    files: {
      'models/a.sql': 'select * from {{ref "b"}}\n',
      'models/b.sql': 'select * from {{ref "c"}}\n',
      'models/c.sql': 'select * from {{ref "a"}}\n',
    },
    problems: [
      {
        code: 'M1401',
        at: 'models/c.sql:1:21',
        message: 'a node cannot read what is made from it: a -> c -> b -> a (each is rea',
      },
    ],
  },
  {
    name: 'a model that reads itself',
    files: { 'models/a.sql': 'select * from {{ref "a"}}\n' },
    problems: [
      {
        code: 'M1401',
        at: 'models/a.sql:1:21',
        message: 'a node cannot read what is made from it: a -> a (each is read by the next)',
      },
    ],
  },
  {
    name: 'a hook that names a model that does not exist',
    files: {
      'models/orders.sql': ORDERS,
      'models/report.sql': `{{config post_hook="delete from {{ref 'ordres'}}"}}\n${ORDERS}`,
    },
    problems: [{ code: 'M1402', at: 'models/report.sql:1:1', hint: 'Did you mean orders?' }],
  },
]

const TESTS: readonly BrokenProject[] = [
  {
    name: 'an unknown test',
    files: test('- not_nul'),
    problems: [{ code: 'M3106', at: 'models/schema.yml:6:13', hint: 'Did you mean `not_null`?' }],
  },
  {
    name: 'arguments that are not indented',
    files: test('- accepted_values:', '  values: [1]'),
    problems: [
      {
        code: 'M1103',
        at: 'models/schema.yml:6:13',
        hint: 'Write `- not_null`, or `- accepted_values: {values: [a, b]}`.',
      },
    ],
  },
  {
    name: 'an unknown argument of a test',
    files: test('- accepted_values: {value: [1]}'),
    problems: [
      { code: 'M3104', at: 'models/schema.yml:6:13', hint: 'Did you mean `values`?' },
      {
        code: 'M3102',
        at: 'models/schema.yml:6:13',
        hint: 'Add `values:` below the test, flat or under `arguments:`.',
      },
    ],
  },
  {
    name: 'a missing argument of a test',
    files: test('- relationships: {to: customers}'),
    problems: [
      {
        code: 'M3102',
        at: 'models/schema.yml:6:13',
        hint: 'Add `field:` below the test, flat or under `arguments:`.',
      },
    ],
  },
  {
    name: 'a test that names a model that does not exist',
    files: test(`- relationships: {to: ref('customer'), field: id}`),
    problems: [{ code: 'M1402', at: 'models/schema.yml:6:13', hint: 'Did you mean customers?' }],
  },
  {
    name: 'a severity that does not exist',
    files: test('- unique: {severity: warning}'),
    problems: [
      {
        code: 'M1021',
        at: 'models/schema.yml:6:22',
        message: 'The config severity is the text "warning", but must be error or warn.',
      },
    ],
  },
  {
    name: 'a condition on failures that cannot be read',
    files: test(`- unique: {config: {error_if: 'more than 10'}}`),
    problems: [
      {
        code: 'M3101',
        at: 'models/schema.yml:6:13',
        hint: "Write one of = != < <= > >= and a number, such as `error_if: '> 10'`.",
      },
    ],
  },
  {
    name: 'an argument of the wrong kind',
    files: test('- accepted_values: {values: placed}'),
    problems: [
      {
        code: 'M3103',
        at: 'models/schema.yml:6:13',
        message: 'Argument `values` of test accepted_values_orders_id__placed is the tex',
      },
    ],
  },
  {
    name: 'the same test twice',
    files: test('- unique', '- unique'),
    problems: [
      {
        code: 'M1408',
        at: 'models/schema.yml:7:13',
        hint: 'Remove one, or give one a `name:` of its own.',
      },
    ],
  },
  {
    name: 'a test of a column on a model',
    files: {
      'models/orders.sql': ORDERS,
      'models/schema.yml': yml('models:', '  - name: orders', '    tests:', '      - not_null'),
    },
    problems: [
      {
        code: 'M3105',
        at: 'models/schema.yml:4:9',
        message: 'Test not_null on orders is not declared on a column, and it tests one.',
      },
    ],
  },
  {
    name: 'an argument that a test of the project needs',
    files: {
      ...test('- at_least: {minimum: 1}'),
      'macros/tests.sql':
        '{{#test "at_least" as |model column lowest|}}select * from {{model}} where {{column}} < {{lowest}}{{/test}}\n',
    },
    problems: [
      {
        code: 'M3104',
        at: 'models/schema.yml:6:13',
        message: 'Test at_least has no argument `minimum`; it knows `lowest`.',
      },
      {
        code: 'M3102',
        at: 'models/schema.yml:6:13',
        hint: 'Add `lowest:` below the test, flat or under `arguments:`.',
      },
    ],
  },
]

const TEMPLATES: readonly BrokenProject[] = [
  {
    name: "dbt's call in a model",
    files: { 'models/orders.sql': ORDERS, 'models/a.sql': `select * from {{ ref('orders') }}\n` },
    problems: [{ code: 'M1205', at: 'models/a.sql:1:15', hint: 'Write {{ref "orders"}}' }],
  },
  {
    name: "dbt's statement in a model",
    files: { 'models/a.sql': `select 1\n{% if is_incremental() %}where true{% endif %}\n` },
    problems: [
      { code: 'M1205', at: 'models/a.sql:2:1', hint: 'Write {{#if is_incremental}} ... {{/if}}' },
    ],
  },
  {
    name: 'a mustache that is not closed',
    files: { 'models/a.sql': 'select {{var "x"\n' },
    problems: [
      { code: 'M1202', at: 'models/a.sql:1:8', message: '{{ is opened here and not closed.' },
    ],
  },
  {
    name: 'a block that is not closed',
    files: { 'models/a.sql': 'select 1\n{{#if is_incremental}}where true\n' },
    problems: [{ code: 'M1203', at: 'models/a.sql:2:1', hint: 'Add {{/if}} where it ends.' }],
  },
  {
    name: 'a block that is closed by another',
    files: { 'models/a.sql': 'select 1 {{#if true}}where true{{/each}}\n' },
    problems: [
      {
        code: 'M1204',
        at: 'models/a.sql:1:32',
        message: '{{/each}} stands where {{/if}} was expected.',
      },
    ],
  },
  {
    name: 'an unknown name',
    files: { 'models/a.sql': 'select {{safe_devide "a" "b"}} as ratio\n' },
    problems: [{ code: 'M1207', at: 'models/a.sql:1:10', hint: 'Did you mean safe_divide?' }],
  },
  {
    name: 'a var that is written like a name',
    files: { ...project(PLAIN, 'vars: {window: 30}'), 'models/a.sql': 'select {{window}}\n' },
    problems: [
      { code: 'M1207', at: 'models/a.sql:1:10', hint: 'Write {{var "window"}} for the var.' },
    ],
  },
  {
    name: 'an unknown var',
    files: { ...project(PLAIN, 'vars: {window: 30}'), 'models/a.sql': 'select {{var "widnow"}}\n' },
    problems: [{ code: 'M1210', at: 'models/a.sql:1:14', hint: 'Did you mean "window"?' }],
  },
  {
    name: 'a ref with a computed name',
    files: { 'models/a.sql': 'select * from {{ref (var "x")}}\n' },
    problems: [
      {
        code: 'M1214',
        at: 'models/a.sql:1:21',
        message: 'ref needs literal names, but (var "x") is computed.',
      },
    ],
  },
  {
    name: 'config in a block',
    files: { 'models/a.sql': '{{#if true}}{{config materialized="table"}}{{/if}}select 1\n' },
    problems: [
      {
        code: 'M1215',
        at: 'models/a.sql:1:15',
        message: '{{config}} stands in the block {{#if}}.',
      },
    ],
  },
  {
    name: 'an unknown config key in a template',
    files: { 'models/a.sql': 'select 1\n{{config materialized="table" tag="daily"}}\n' },
    problems: [{ code: 'M1020', at: 'models/a.sql:2:31', hint: 'Did you mean tags?' }],
  },
  {
    name: 'a macro that is declared twice',
    files: {
      'macros/a.sql': '{{#macro "half" as |x|}}{{x}} / 2{{/macro}}\n',
      'macros/b.sql': '\n{{#macro "half" as |x|}}{{x}} * 0.5{{/macro}}\n',
    },
    problems: [
      { code: 'M1301', at: 'macros/b.sql:2:1', hint: 'Rename one of them, or remove it.' },
    ],
  },
  {
    name: 'a macro with an argument too few',
    files: {
      'macros/a.sql': '{{#macro "half" as |x|}}{{x}} / 2{{/macro}}\n',
      'models/a.sql': 'select {{half}}\n',
    },
    problems: [
      {
        code: 'M1303',
        at: 'models/a.sql:1:10',
        hint: 'It is declared as {{#macro "half" as |x|}}',
      },
    ],
  },
  {
    name: 'several things at once',
    files: {
      ...project(PLAIN, 'models: {+materialised: table}'),
      'models/a.sql': 'select * from {{ref "nothing"}}\n',
    },
    problems: [{ code: 'M1020', at: 'project.yml:3:10', hint: 'Did you mean materialized?' }],
  },
  {
    name: 'several models with problems',
    files: {
      'models/a.sql': 'select * from {{ref "nothing"}}\n',
      'models/b.sql': 'select {{#if}}\n',
      'models/c.sql': 'select * from {{ref "b"}}\n',
    },
    problems: [
      { code: 'M1203', at: 'models/b.sql:1:8', hint: 'Add {{/if}} where it ends.' },
      { code: 'M1402', at: 'models/a.sql:1:21', message: 'No model or seed is called nothing.' },
    ],
  },
]

export const BROKEN_PROJECTS: readonly BrokenProject[] = [
  ...PROJECT_FILES,
  ...SCHEMA_FILES,
  ...SEEDS,
  ...REFERENCES,
  ...TESTS,
  ...TEMPLATES,
]

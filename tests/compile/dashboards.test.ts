import { describe, expect, it } from 'vitest'
import { type ModelError, ProblemsError } from '../../src/errors/model-error.ts'
import { compileFiles, type Files } from '../broken-projects/harness.ts'

const ENDPOINTS: Files = {
  'endpoints/api/orders.get.sql': `{{params range=(enum "7d" "30d" default="7d") customer=(text optional=true)
  sort=(enum "day" "amount" default="day") limit=(limit) offset=(offset)}}
select 1 as id, {{param "range"}} as range, {{param "customer"}} as customer, {{param "sort"}} as sort
limit {{param "limit"}} offset {{param "offset"}}`,
  'endpoints/api/orders/[id].get.sql': '{{params id=(integer)}}select {{param "id"}} as id',
  'endpoints/api/orders/[id].patch.sql': `{{config response="row"}}{{params id=(integer) state=(enum "open" "paid")}}
select {{param "id"}} as id, {{param "state"}} as state`,
  'endpoints/api/stats.get.sql': '{{config response="json"}}select json_build_object() as answer',
  'endpoints/api/orders.csv.get.sql': '{{config response="csv"}}select 1 as id',
  'endpoints/api/build.post.yml': 'run: orders\n',
  'models/orders.sql': 'select 1 as id',
}

/** A dashboard of one item with these lines; the first is in line 4. */
const itemLines = (...lines: readonly string[]) =>
  [
    'title: Sales',
    'sections:',
    '  - items:',
    `      - ${lines[0]}`,
    ...lines.slice(1).map(line => `        ${line}`),
    '',
  ].join('\n')

const compile = (dashboard: string, more: Files = {}) =>
  compileFiles({ ...ENDPOINTS, 'dashboards/sales.yml': dashboard, ...more }, {})

/** Everything that is wrong, as `code line:column`. */
async function problems(dashboard: string, more: Files = {}): Promise<readonly string[]> {
  const found = await failures(dashboard, more)
  return found.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`)
}

async function failures(dashboard: string, more: Files = {}): Promise<readonly ModelError[]> {
  try {
    await compile(dashboard, more)
    return []
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error
    return error.problems
  }
}

const TABLE = ['kind: table', 'endpoint: GET /api/orders', 'columns: [id]']

describe('compileProject() with dashboards', () => {
  it('makes an exposure of each, which reads the endpoints that it shows', async () => {
    const manifest = await compile(itemLines(...TABLE, 'page_size: 10'))
    const node = manifest.nodes.get('exposure.shop.sales')
    expect(node).toMatchObject({
      kind: 'exposure',
      name: 'sales',
      path: 'dashboards/sales.yml',
      dependsOn: ['endpoint.shop.get_api_orders'],
      declaration: { type: 'dashboard', label: 'Sales', url: '/dashboards/sales' },
    })
  })

  it('leaves out what is not enabled', async () => {
    const manifest = await compile(`enabled: false\n${itemLines(...TABLE)}`)
    expect(manifest.nodes.has('exposure.shop.sales')).toBe(false)
    expect(manifest.disabled).toContain('exposure.shop.sales')
  })

  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['an unknown key', itemLines(...TABLE, 'colums: [id]'), ['M1003 7:9']],
    ['a kind that does not exist', itemLines('kind: donut'), ['M1005 4:15']],
    ['a text in no known form', 'title: [a]\nsections: []\n', ['M1005 1:8', 'M1005 2:11']],
    [
      'what a kind lacks',
      itemLines('kind: pie', 'endpoint: GET /api/orders'),
      ['M1705 4:9', 'M1705 4:9'],
    ],
    ['what is for other kinds', itemLines(...TABLE, 'palette: rose'), ['M1706 7:9']],
    [
      'an unknown endpoint',
      itemLines('kind: table', 'endpoint: GET /api/order', 'columns: [id]'),
      ['M1701 5:19'],
    ],
    [
      'an endpoint that writes no rows',
      itemLines('kind: table', 'endpoint: POST /api/build', 'columns: [id]'),
      ['M1702 5:19'],
    ],
    ['a part of what has none', itemLines(...TABLE, 'rows: orders'), ['M1702 7:15']],
    ['a CSV that is none', itemLines(...TABLE, 'csv: GET /api/orders'), ['M1702 7:14']],
    ['an unknown parameter', itemLines(...TABLE, 'parameters: {rnge: 7d}'), ['M1703 7:22']],
    ['a value that is none', itemLines(...TABLE, 'parameters: {range: 9d}'), ['M1704 7:22']],
    [
      'a parameter of the path that is not given',
      itemLines('kind: table', 'endpoint: GET /api/orders/[id]', 'columns: [id]'),
      ['M1704 5:19'],
    ],
    [
      'a filter that is not declared',
      itemLines(...TABLE, 'parameters: {range: {filter: period}}'),
      ['M1704 7:22'],
    ],
    [
      'an order that the endpoint does not have',
      itemLines('kind: table', 'endpoint: GET /api/orders', 'columns: [{column: id, sort: amout}]'),
      ['M1704 6:38'],
    ],
    [
      'an action that changes nothing',
      itemLines(...TABLE, 'actions: [{label: x, endpoint: GET /api/orders}]'),
      ['M1702 7:40'],
    ],
    [
      'a choice of what has none',
      itemLines(
        ...TABLE,
        'actions: [{label: x, endpoint: "PATCH /api/orders/[id]", parameters: {state: open}, choose: id}]',
      ),
      ['M1704 7:101'],
    ],
    [
      'an action of a page that names a column',
      `actions: [{label: x, endpoint: "PATCH /api/orders/[id]", parameters: {id: {column: id}, state: open}}]\n${itemLines(...TABLE)}`,
      ['M1704 1:71'],
    ],
    ['a filter of nothing', `filters: [{name: rang}]\n${itemLines(...TABLE)}`, ['M1710 1:18']],
    [
      'a default that is none',
      `filters: [{name: range, default: 1d}]\n${itemLines(...TABLE)}`,
      ['M1710 1:34'],
    ],
    [
      'words for a value that is none',
      `filters: [{name: range, values: {1d: day}}]\n${itemLines(...TABLE)}`,
      ['M1710 1:18'],
    ],
    [
      'a time zone that is none',
      `time_zone: Europe/Pariss\n${itemLines(...TABLE)}`,
      ['M1709 1:12'],
    ],
    [
      'two items of one id',
      `${itemLines(...TABLE, 'id: a')}      - {kind: text, text: x, id: a}\n`,
      ['M1707 8:10'],
    ],
    [
      'words of an unknown name',
      `words: {states: {open: Open}}\n${itemLines('kind: table', 'endpoint: GET /api/orders', 'columns: [{column: id, values: state}]')}`,
      ['M1713 7:40'],
    ],
    [
      'a label that fills in unknown words, or a part that is not there',
      `words: {states: {'a *': '{1:state}', 'b *:*': '{3}', c: '{1:number}', 'd *': '{0} {1:states}'}}\n${itemLines(...TABLE)}`,
      ['M1713 1:18', 'M1714 1:38', 'M1714 1:54'],
    ],
  ]
  it.each(cases)('says where there is %s', async (_, dashboard, expected) => {
    expect(await problems(dashboard)).toEqual(expected)
  })

  it('says everything at once, with the nearest names', async () => {
    const dashboard = itemLines(
      'kind: table',
      'endpoint: GET /api/orders',
      'columns: [id]',
      'parameters: {custmer: a, range: 9d}',
      'csv: GET /api/orders.cvs',
    )
    const found = await failures(dashboard)
    expect(found.map(({ code, hint }) => `${code} ${hint}`)).toEqual([
      'M1701 Did you mean GET /api/orders.csv?',
      'M1703 Did you mean customer?',
      'M1704 Change it.',
    ])
  })

  it('refuses a name that is taken, or that no address has', async () => {
    const exposures = {
      'models/exposures.yml':
        'exposures: [{name: sales, type: notebook, owner: {email: a@b.example}}]\n',
    }
    expect(await problems(itemLines(...TABLE), exposures)).toEqual(['M1712 1:1'])
    const other = { 'dashboards/My sales.yml': itemLines(...TABLE) }
    expect(await problems(itemLines(...TABLE), other)).toEqual(['M1708 1:1'])
  })

  it('does not call an endpoint unknown that could not be compiled', async () => {
    const broken = { 'endpoints/api/orders.get.sql': '{{params range=(enm "a")}}select 1' }
    const codes = (await failures(itemLines(...TABLE), broken)).map(({ code }) => code)
    expect(codes).not.toContain('M1701')
  })
})

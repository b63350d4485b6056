import { describe, expect, it } from 'vitest'
import type { EndpointNode, Manifest } from '../../src/compile/manifest.ts'
import { type ModelError, ProblemsError } from '../../src/errors/model-error.ts'
import {
  compileEndpoint,
  isStatement,
  publicationsRead,
  refuseBrokenEndpoints,
} from '../../src/workspace/endpoints.ts'
import { compileFiles, type Files } from '../broken-projects/harness.ts'

const PROJECT = `name: shop
targets:
  demo: {adapter: pglite, demo_sources: true, schema: main, vars: {as_of: '2026-02-14T00:00:00Z'}}
  live: {adapter: pglite, schema: main}
target: demo
vars: {region: eu}
models: {marts: {+materialized: table}}
`

const BASE: Files = {
  'project.yml': PROJECT,
  'models/sources.yml': `sources:
  - name: tracker
    tables:
      - {name: clicks, managed: true, columns: [{name: id, data_type: text}]}
`,
  'models/staging/stg_orders.sql': 'select 1 as id',
  'models/marts/customers.sql': 'select * from {{ref "stg_orders"}}',
  'macros/within.sql':
    '{{#macro "within" as |days|}}at > {{as_of}} - {{days}} * interval \'1 day\'{{/macro}}\n' +
    '{{#macro "as_of"}}timestamptz \'{{var "as_of"}}\'{{/macro}}',
}

const compile = (files: Files, target = 'demo') => compileFiles({ ...BASE, ...files }, { target })

function endpoint(manifest: Manifest, name: string): EndpointNode {
  const node = manifest.nodes.get(`endpoint.shop.${name}`)
  if (node?.kind !== 'endpoint') throw new Error(`no endpoint ${name}`)
  return node
}

async function statement(sql: string, target = 'demo') {
  const manifest = await compile({ 'endpoints/x.get.sql': sql }, target)
  const node = endpoint(manifest, 'get_x')
  if (!isStatement(node)) throw new Error('no statement')
  return { manifest, node, ...compileEndpoint(manifest, node) }
}

/** Everything that is wrong, as `code file:line:column`. */
async function problems(files: Files): Promise<string[]> {
  try {
    refuseBrokenEndpoints(await compile(files))
    return []
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error
    return error.problems.map(told)
  }
}

const told = ({ code, place }: ModelError): string =>
  `${code} ${place?.file}:${place?.line}:${place?.column}`

describe('compileProject() with endpoints', () => {
  it('makes a method and a path of the place of a file', async () => {
    const files = {
      'endpoints/index.get.sql': 'select 1 as a',
      'endpoints/api/links/index.get.sql': 'select 1 as a',
      'endpoints/api/links/[id].delete.sql':
        '{{config writes=true response="empty"}}{{params id=(uuid)}}delete from {{source "tracker" "clicks"}} where id = {{param "id"}}::text',
      'endpoints/api/links.csv.get.sql': '{{config response="csv"}}select 1 as a',
      'endpoints/admin/refresh.post.yml': 'run: +customers\nanswer: report.sql\n',
      'endpoints/admin/report.sql': 'select 1 as a',
      'endpoints/api/state.get.yml': 'status: customers\n',
    }
    const manifest = await compile(files)
    const found = [...manifest.nodes.values()].filter(node => node.kind === 'endpoint')
    expect(
      found.map(({ name, route, path }) => [name, route && `${route.method} ${route.path}`, path]),
    ).toEqual([
      ['post_admin_refresh', 'POST /admin/refresh', 'endpoints/admin/refresh.post.yml'],
      ['answer_admin_report', undefined, 'endpoints/admin/report.sql'],
      ['get_api_links_csv', 'GET /api/links.csv', 'endpoints/api/links.csv.get.sql'],
      ['delete_api_links_id', 'DELETE /api/links/[id]', 'endpoints/api/links/[id].delete.sql'],
      ['get_api_links', 'GET /api/links', 'endpoints/api/links/index.get.sql'],
      ['get_api_state', 'GET /api/state', 'endpoints/api/state.get.yml'],
      ['get', 'GET /', 'endpoints/index.get.sql'],
    ])
    expect(endpoint(manifest, 'post_admin_refresh').dependsOn).toEqual([
      'endpoint.shop.answer_admin_report',
    ])
  })

  it('knows what an endpoint reads', async () => {
    const { node, manifest } = await statement('select * from {{ref "customers"}}')
    expect(node.dependsOn).toEqual(['model.shop.customers'])
    expect(manifest.graph.children('model.shop.customers')).toEqual([node.id])
  })

  it('binds parameters, each at one place, with its type', async () => {
    const { sql, values } = await statement(
      '{{params range=(enum "7d" "30d" default="7d") search=(text optional=true) day=(date optional=true)}}\n' +
        'select * from {{ref "customers"}} where ({{param "search"}} is null or name = {{param "search"}}) and r = {{param "range"}} and d = {{param "day"}}',
    )
    expect(sql.trim()).toBe(
      'select * from "main"."customers" where (cast($1 as text) is null or name = cast($1 as text)) and r = cast($2 as text) and d = cast($3 as date)',
    )
    expect(values.map(one => one.kind === 'parameter' && one.parameter.name)).toEqual([
      'search',
      'range',
      'day',
    ])
  })

  it('hands a parameter to a macro as SQL', async () => {
    const { sql } = await statement(
      '{{params days=(integer)}}select * from t where {{within (param "days")}}',
    )
    expect(sql).toContain(
      "at > timestamptz '2026-02-14T00:00:00Z' - cast($1 as bigint) * interval '1 day'",
    )
  })

  it('binds the time of the request where the target fixes no as_of', async () => {
    const { sql, values, usesClock, placeOf } = await statement(
      `{{params days=(integer)}}select x, '{{var "as_of"}}'::date from t where {{within (param "days")}} and oops`,
      'live',
    )
    expect(sql).toBe(
      "select x, $2::date from t where at > cast($3 as timestamptz) - cast($1 as bigint) * interval '1 day' and oops",
    )
    expect(values.map(({ kind }) => kind)).toEqual(['parameter', 'clock', 'clock'])
    expect(usesClock).toBe(true)
    const at = `{{params days=(integer)}}select x, '{{var "as_of"}}'::date from t where {{within (param "days")}} and oops`
    expect(placeOf(sql.indexOf('oops'))?.column).toBe(at.indexOf('oops') + 1)
  })

  it('knows which publications decide the answer, and when none does', async () => {
    const read = async (sql: string, target?: string) => {
      const { manifest, node, ...made } = await statement(sql, target)
      return publicationsRead(manifest, node, made)
    }
    expect(await read('select * from {{ref "customers"}} -- now')).toEqual(['model.shop.customers'])
    expect(await read('select * from {{ref "stg_orders"}}')).toEqual(['model.shop.stg_orders'])
    expect(await read('select now() from {{ref "customers"}}')).toBeUndefined()
    expect(await read('select * from {{source "tracker" "clicks"}}')).toBeUndefined()
    expect(await read('select {{as_of}} from {{ref "customers"}}', 'live')).toBeUndefined()
  })

  const wrong: Readonly<Record<string, readonly [Files | string, readonly string[]]>> = {
    'a parameter named like a var': [
      '{{params region=(text)}}select {{param "region"}}',
      ['M1604 endpoints/x.get.sql:1:10'],
    ],
    'one named as_of': [
      '{{params as_of=(date)}}select {{param "as_of"}}',
      ['M1604 endpoints/x.get.sql:1:10'],
    ],
    'an unknown kind': [
      '{{params a=(txt)}}select {{param "a"}}',
      ['M1604 endpoints/x.get.sql:1:10'],
    ],
    'an unknown option': [
      '{{params a=(text size=3)}}select {{param "a"}}',
      ['M1604 endpoints/x.get.sql:1:10'],
    ],
    'a default that is none': [
      '{{params a=(integer default="x")}}select {{param "a"}}',
      ['M1604 endpoints/x.get.sql:1:10'],
    ],
    'an enum without values': [
      '{{params a=(enum)}}select {{param "a"}}',
      ['M1604 endpoints/x.get.sql:1:10'],
    ],
    'a body of a GET': [
      '{{params a=(body json)}}select {{param "a"}}',
      ['M1604 endpoints/x.get.sql:1:10'],
    ],
    'what is not used': ['{{params a=(text)}}select 1 as a', ['M1604 endpoints/x.get.sql:1:10']],
    'what is not declared': [
      '{{params ab=(text)}}select {{param "ab"}}, {{param "abc"}}',
      ['M1605 endpoints/x.get.sql:1:52'],
    ],
    'twice declared': [
      '{{params a=(text) a=(date)}}select {{param "a"}}',
      ['M1604 endpoints/x.get.sql:1:19'],
    ],
    'a computed default': [
      '{{params a=(text default=(var "region"))}}select {{param "a"}}',
      ['M1602 endpoints/x.get.sql:1:18'],
    ],
    'a condition on a parameter': [
      '{{params a=(text)}}select {{#if (param "a")}}1{{/if}}',
      ['M1603 endpoints/x.get.sql:1:33'],
    ],
    'a parameter as a literal': [
      '{{params a=(text)}}select {{literal (param "a")}}',
      ['M1603 endpoints/x.get.sql:1:37'],
    ],
    'as_of within a text': ['select \'at {{var "as_of"}}\'', []],
    'an unknown config key': [
      '{{config respons="rows"}}select 1',
      ['M1020 endpoints/x.get.sql:1:10'],
    ],
    'an unknown response': [
      '{{config response="xml"}}select 1',
      ['M1021 endpoints/x.get.sql:1:10'],
    ],
    'a status that does not fit': [
      '{{config status=302}}select 1',
      ['M1608 endpoints/x.get.sql:1:10'],
    ],
    'share without persons': ['{{config share=true}}select 1', ['M1608 endpoints/x.get.sql:1:10']],
    'no query': ['truncate x', ['M1613 endpoints/x.get.sql:1:1']],
    'a write without writes': ['delete from x', ['M1613 endpoints/x.get.sql:1:1']],
    'two statements': ['select 1; delete from x', ['M1221 endpoints/x.get.sql:1:11']],
    'an unknown model': ['select * from {{ref "customer"}}', ['M1402 endpoints/x.get.sql:1:21']],
    'a part of the path that is not declared': [
      { 'endpoints/[id].get.sql': 'select 1' },
      ['M1604 endpoints/[id].get.sql:1:1'],
    ],
    'a part of the path that is optional': [
      { 'endpoints/[id].get.sql': '{{params id=(text optional=true)}}select {{param "id"}}' },
      ['M1604 endpoints/[id].get.sql:1:10'],
    ],
    'a path that cannot be': [
      { 'endpoints/a b.get.sql': 'select 1' },
      ['M1606 endpoints/a b.get.sql:1:1'],
    ],
    'two endpoints for one path': [
      {
        'endpoints/[a].get.sql': '{{params a=(text)}}select {{param "a"}}',
        'endpoints/[b].get.sql': '{{params b=(text)}}select {{param "b"}}',
      },
      ['M1607 endpoints/[b].get.sql:1:1'],
    ],
    'a parameter in a model': [
      { 'models/m.sql': '{{params a=(text)}}select {{param "a"}}' },
      ['M1601 models/m.sql:1:10'],
    ],
    'a parameter in a macro': [
      { 'macros/m.sql': '{{#macro "m"}}{{param "a"}}{{/macro}}' },
      ['M1603 macros/m.sql:1:17'],
    ],
    'an answer without an endpoint': [
      { 'endpoints/a.sql': 'select 1' },
      ['M1610 endpoints/a.sql:1:1'],
    ],
    'an answer that is not there': [
      { 'endpoints/a.post.yml': 'run: customers\nanswer: GET /b\n' },
      ['M1609 endpoints/a.post.yml:2:9'],
    ],
    'a run that is a GET': [
      { 'endpoints/a.get.yml': 'run: customers\n' },
      ['M1608 endpoints/a.get.yml:1:1'],
    ],
    'neither run nor status': [
      { 'endpoints/a.get.yml': 'description: x\n' },
      ['M1005 endpoints/a.get.yml:1:1'],
    ],
    'an unknown key': [
      { 'endpoints/a.get.yml': 'statuss: x\n' },
      ['M1003 endpoints/a.get.yml:1:1', 'M1005 endpoints/a.get.yml:1:1'],
    ],
  }
  for (const [name, [files, expected]] of Object.entries(wrong))
    it(`says where: ${name}`, async () => {
      const given = typeof files === 'string' ? { 'endpoints/x.get.sql': files } : files
      expect(await problems(given)).toEqual(expected)
    })
})

/** A small project with an endpoint of every kind, served in this process on a free port. */
import { request as httpRequest } from 'node:http'
import { tokensOfEnvironment } from '../../src/server/access/tokens.ts'
import type { AccessEntry } from '../../src/server/access-log.ts'
import { type RunningServer, type ServeSettings, startServer } from '../../src/server/serve.ts'
import { openWorkspace, type Workspace } from '../../src/workspace.ts'
import { type Files, run, writeProject } from '../support/project.ts'

/** Tokens of the tests, by what they allow. */
export const TOKENS = {
  read: 'read-token-0123456789abcdef',
  write: 'write-token-0123456789abcdef',
  run: 'run-token-0123456789abcdef',
  admin: 'admin-token-0123456789abcdef',
} as const

export const TOKEN_TEXT = Object.entries(TOKENS)
  .map(([scope, token]) => `${scope}er:${scope}:${token}`)
  .join(' ')

const SOURCES = `sources:
  - name: app
    tables:
      - name: notes
        managed: true
        columns:
          - {name: id, data_type: text, constraints: [{type: primary_key}]}
          - {name: body, data_type: text, nullable: false}
          - {name: amount, data_type: numeric}
      - name: visits
        managed: true
        columns: [{name: code, data_type: text}, {name: agent, data_type: text}]
`

/** Every kind of parameter and of answer. */
export const SHOP: Files = {
  'models/sources.yml': SOURCES,
  'models/items.sql': `{{config materialized="table"}}
select n as id, 'item ' || n as name, case when n % 2 = 0 then 'new' else 'old' end as status
    , (n * 1.10)::numeric(20, 2) as price, date '2026-01-01' + n as day, n % 3 = 0 as flag
    , timestamptz '2026-01-01 00:00:00Z' + n * interval '1 hour' as at
    , md5(n::text)::uuid as code, 12345678901234567890.123456789 as wide, 9007199254740993 as big
from generate_series(1, 50) as n
`,
  'models/destinations.sql': `{{config materialized="table"}}
select * from (values ('good', 'https://example.com/a?b=c'), ('script', 'javascript:alert(1)')
    , ('path', '//evil.example/x'), ('user', 'https://good.example@evil.example/')
    , ('lines', E'https://example.com/\\r\\nset-cookie: a=b')) as t (code, location)
`,
  'endpoints/api/items/index.get.sql': `{{params
  status=(enum "new" "old" optional=true)
  search=(text optional=true max_length=40)
  above=(integer optional=true min=0 max=100)
  price=(number optional=true)
  flag=(boolean optional=true)
  day=(date optional=true)
  since=(timestamp optional=true)
  code=(uuid optional=true)
  limit=(limit default=3 max=20)
  offset=(offset)
}}
select id, name, status, price from {{ref "items"}}
where ({{param "status"}} is null or status = {{param "status"}})
    and ({{param "search"}} is null or name = {{param "search"}})
    and ({{param "above"}} is null or id > {{param "above"}})
    and ({{param "price"}} is null or price = {{param "price"}})
    and ({{param "flag"}} is null or flag = {{param "flag"}})
    and ({{param "day"}} is null or day = {{param "day"}})
    and ({{param "since"}} is null or at >= {{param "since"}})
    and ({{param "code"}} is null or code = {{param "code"}})
order by id limit {{param "limit"}} offset {{param "offset"}}
`,
  'endpoints/api/items/[id].get.sql':
    '{{config response="row"}}{{params id=(integer)}}select id, name, wide, big from {{ref "items"}} where id = {{param "id"}}',
  'endpoints/api/items.csv.get.sql': `{{config response="csv" filename="items.csv"}}
select id as "the id", case id when 1 then '=cmd()' when 2 then 'a "b", c' else name end as name, -price as price
from {{ref "items"}} order by id limit 3
`,
  'endpoints/api/all.get.sql': '{{config max_rows=10}}select id from {{ref "items"}}',
  'endpoints/api/share.get.sql': `{{config share=true persons="people"}}
select * from (values ('many', 12, 3.5), ('few', 4, 9.5)) as t (team, people, score)
`,
  'endpoints/api/notes/index.post.sql': `{{config response="row" writes=true status=201}}
{{params body=(text max_length=200) amount=(number optional=true) id=(random_code 12)}}
insert into {{source "app" "notes"}} (id, body, amount)
values ({{param "id"}}, {{param "body"}}, {{param "amount"}}) returning id, body, amount
`,
  'endpoints/api/notes/[id].delete.sql': `{{config response="empty" writes=true}}{{params id=(text)}}
delete from {{source "app" "notes"}} where id = {{param "id"}}
`,
  'endpoints/api/notes/count.get.sql':
    '{{config response="row"}}select count(*) as notes from {{source "app" "notes"}}',
  'endpoints/api/echo.post.sql':
    '{{config response="json"}}{{params given=(body json)}}select {{param "given"}} as answer',
  'endpoints/api/who.get.sql': `{{config response="row"}}
{{params agent=(header "user-agent") ip=(client "ip_hash") method=(request "method") origin=(request "origin")}}
select {{param "agent"}} as agent, {{param "ip"}} as ip, {{param "method"}} as method, {{param "origin"}} as origin
`,
  'endpoints/api/zero.get.sql':
    '{{params by=(integer)}}select 1 / {{param "by"}} as secret_column from {{ref "items"}}',
  'endpoints/api/slow.get.sql':
    '{{params s=(number)}}select pg_sleep({{param "s"}}) is null as slept',
  'endpoints/go/[code].get.sql': `{{config response="redirect" writes=true public=true}}
{{params code=(text max_length=64) agent=(header "user-agent")}}
with visit as (
  insert into {{source "app" "visits"}} (code, agent)
  select code, {{param "agent"}} from {{ref "destinations"}} where code = {{param "code"}} returning code
)
select destinations.location from visit join {{ref "destinations"}} as destinations using (code)
`,
  'endpoints/api/visits.get.sql':
    '{{config response="row"}}select count(*) as visits from {{source "app" "visits"}}',
  'endpoints/api/state.get.yml': 'status: items\n',
  'endpoints/api/build.post.yml': 'run: {command: build, select: items}\nanswer: built.sql\n',
  'endpoints/api/built.sql': `{{config response="row"}}
{{params least=(integer default=1) run_id=(run "id") status=(run "status")}}
select {{param "run_id"}} as run_id, {{param "status"}} as status, count(*) as items
from {{ref "items"}} where id >= {{param "least"}}
`,
  'endpoints/admin/rebuild.post.yml': 'run: items\n',
}

export interface Shop {
  readonly root: string
  readonly workspace: Workspace
  readonly server: RunningServer
  readonly log: AccessEntry[]
  /** Sends a request; the host and all headers are the caller's. */
  ask(line: string, more?: Asking): Promise<Told>
  close(): Promise<void>
}

export interface Asking {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly token?: keyof typeof TOKENS
}

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  json<T = Record<string, unknown>>(): T
}

export interface ShopOptions extends Partial<ServeSettings> {
  /** A server; else the embedded database. */
  readonly url?: string
  readonly files?: Files
  readonly tokensText?: string
}

/** Builds and serves the project. */
export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const { url, files = SHOP, tokensText = '', ...settings } = options
  const target =
    url === undefined
      ? '{adapter: pglite, path: target/warehouse, demo_sources: true}'
      : `{adapter: postgres, url: '${url}', demo_sources: true, schema_prefix: t_}`
  const project = `name: shop\ntarget: it\ntargets:\n  it: ${target}\n`
  const root = writeProject({ 'project.yml': project, ...files })
  const built = await run(root)
  if (built.status !== 'success') throw new Error(`the shop was not built: ${built.status}`)
  const workspace = await openWorkspace({ projectDir: root, env: {}, wait: 0, serves: true })
  const log: AccessEntry[] = []
  const server = await startServer(workspace, {
    address: '127.0.0.1',
    port: 0,
    hosts: [],
    behindProxy: false,
    tokens: () => tokensOfEnvironment(tokensText),
    salt: 'salt',
    connections: 4,
    timeout: 2000,
    bodyLimit: 10_000,
    rate: 0,
    concurrency: 100,
    log: entry => log.push(entry),
    now: () => new Date(),
    ...settings,
  })
  const port = Number(new URL(server.url).port)
  return {
    root,
    workspace,
    server,
    log,
    ask: (line, more) => ask(port, line, more),
    close: async () => {
      await server.close()
      await workspace.close()
    },
  }
}

function ask(port: number, line: string, { headers, body, token }: Asking = {}): Promise<Told> {
  const [method, path] = line.split(' ') as [string, string]
  const all = {
    ...(token && { authorization: `Bearer ${TOKENS[token]}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, headers: all },
      response => {
        const pieces: Buffer[] = []
        response.on('data', piece => pieces.push(piece))
        response.on('end', () => {
          const text = Buffer.concat(pieces).toString()
          const { statusCode = 0 } = response
          resolve({
            status: statusCode,
            headers: response.headers,
            text,
            json: () => JSON.parse(text),
          })
        })
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

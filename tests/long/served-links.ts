/** A link tracker on a PostgreSQL database, served by the command line in a process of its own. */
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { type ModelProcess, startModel } from '../support/model-process.ts'
import { type TestDatabase, writePostgresProject } from '../support/postgres-database.ts'
import { run } from '../support/project.ts'

export const LINKS = 1000

const FILES = {
  'models/profiles.sql': `select 'profile ' || n as profile from generate_series(1, 12) as n`,
  'models/sources.yml': `sources:
  - name: tracker
    tables:
      - name: links
        managed: true
        columns: [{name: code, data_type: text, constraints: [{type: primary_key}]}, {name: profile, data_type: text}]
      - {name: visits, managed: true, columns: [{name: code, data_type: text}, {name: agent, data_type: text}]}
`,
  'endpoints/api/profiles.get.sql': `{{params profile=(text optional=true)}}
select profile, count(*) as links from {{source "tracker" "links"}}
where {{param "profile"}} is null or profile = {{param "profile"}}
group by profile order by profile
`,
  'endpoints/r/[code].get.sql': `{{config response="redirect" writes=true public=true}}
{{params code=(text max_length=64) agent=(header "user-agent")}}
with link as (select code from {{source "tracker" "links"}} where code = {{param "code"}})
, visit as (insert into {{source "tracker" "visits"}} (code, agent) select code, {{param "agent"}} from link)
select 'https://shop.example/' || code as location from link
`,
}

/** Writes and builds the project, with links of codes c1, c2, ... */
export async function buildLinks(database: TestDatabase): Promise<string> {
  const root = writePostgresProject(FILES, database.url)
  const { status } = await run(root)
  if (status !== 'success') throw new Error(`the links were not built: ${status}`)
  await database.query(
    `insert into tracker.links select 'c' || n, 'profile ' || n % 12 from generate_series(1, ${LINKS}) as n`,
  )
  return root
}

export interface Served {
  readonly port: number
  readonly model: ModelProcess
}

/** Serves on a free port. */
export async function serve(root: string, ...words: readonly string[]): Promise<Served> {
  const model = startModel(['serve', '--project-dir', root, '--port', '0', '--rate', '0', ...words])
  for (let wait = 0; wait < 600; wait++) {
    const port = /Serving \d+ endpoints? on http:\/\/127\.0\.0\.1:(\d+)/.exec(model.said())?.[1]
    if (port) return { port: Number(port), model }
    if (model.child.exitCode !== null) break
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`it does not serve: ${model.said()}`)
}

/** Megabytes that a process has of the memory. */
export function memoryOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** Asks by a client that keeps its connections; throws when there is no whole answer. */
export function ask(agent: Agent, url: string, userAgent: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { 'user-agent': userAgent } }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () =>
        response.complete
          ? resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
          : reject(new Error('cut off')),
      )
      response.on('error', reject)
    })
    request.on('error', reject)
  })
}

/** A client with so many connections. */
export function client(connections: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: connections })
}

/** Databases of their own for tests on a PostgreSQL server, and projects that build in them. */
import pg from 'pg'
import { type Files, writeProject } from './project.ts'

/** The server that tests may use; undefined where there is none. */
export const SERVER_URL: string | undefined = process.env['DATABASE_URL']

export interface TestDatabase {
  readonly url: string
  readonly name: string
  /** One statement on a connection of its own. */
  query<Row = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  drop(): Promise<void>
}

/** Creates a database; `server` is the url of any database of the server. */
export async function createDatabase(
  label: string,
  server: string = SERVER_URL ?? '',
): Promise<TestDatabase> {
  const name = `model_test_${label}_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  await queryOnce(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    name,
    query: (sql, values) => queryOnce(url.href, sql, values),
    drop: async () => {
      await queryOnce(server, `drop database if exists ${name} with (force)`)
    },
  }
}

/** One statement on a connection of its own. */
export async function queryOnce<Row>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    // Without values as a simple query, so that several statements may stand in it.
    const result =
      values.length === 0 ? await client.query(sql) : await client.query(sql, [...values])
    return result.rows as Row[]
  } finally {
    await client.end()
  }
}

/** Writes a project whose target is the database at this url. */
export function writePostgresProject(files: Files, url: string, more = ''): string {
  return writeProject({
    'project.yml': `name: shop
target: server
targets:
  server: {adapter: postgres, url: '${url}', threads: 2${more}}
`,
    ...files,
  })
}

/** The same server through a port of this machine, for a proxy. */
export function throughPort(url: string, port: number): string {
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(port)
  return through.href
}

/**
 * Statements for others on a server: pools of their own, whose connections are set to a time limit and, for all that does
 * not write, to transactions that cannot; so a read is one message there and one back.
 */
import type { PoolClient } from 'pg'
import type {
  AdapterSettings,
  Answer,
  Asker,
  PreparedSession,
  PreparedSettings,
  PreparedStatement,
} from '../adapter.ts'
import { borrow } from './borrow.ts'
import { openConnections } from './connections.ts'
import { describeStatement, type Field } from './describe.ts'
import { PreparedPool, type PreparedPoolParts } from './prepared-pool.ts'
import { columnNamer, TYPE_NAME_SQL } from './results.ts'
import { EXPLAIN, writtenTables } from './written-tables.ts'

type Naming = PreparedPoolParts['named']

/** Opens both pools. */
export async function openPrepared(
  given: AdapterSettings,
  settings: PreparedSettings,
): Promise<PreparedSession> {
  const { connections, timeout } = settings
  const limit = `set statement_timeout = ${timeout}`
  const readOnly = 'set default_transaction_read_only = on'
  const typeNames = new Map<number, string>()
  const named: Naming = (client, fields) => namedColumns(client, fields, typeNames)
  const open = async (purpose: readonly string[]): Promise<PreparedPool> =>
    new PreparedPool({
      connections: await openConnections(given, { connections, settings: purpose }),
      size: connections,
      timeout,
      named,
    })
  return new PostgresPreparedSession({
    reads: await open([limit, readOnly]),
    writes: await open([limit]),
    named,
  })
}

interface Parts {
  readonly reads: PreparedPool
  readonly writes: PreparedPool
  readonly named: Naming
}

class PostgresPreparedSession implements PreparedSession {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async describe(sql: string): Promise<Answer['columns']> {
    const { reads, named } = this.#parts
    return await borrow(reads.connections, { sql }, async client =>
      named(client, await describeStatement(client, sql)),
    )
  }

  async written(sql: string, values: number): ReturnType<PreparedSession['written']> {
    const nothing = Array.from({ length: values }, () => null)
    return await borrow(this.#parts.reads.connections, { sql }, async client => {
      const { rows } = await client.query<Record<string, unknown>>(EXPLAIN + sql, nothing)
      return writtenTables(rows[0]!)
    })
  }

  run(
    statement: PreparedStatement,
    values: readonly (string | null)[],
    asker?: Asker,
  ): Promise<Answer> {
    const { reads, writes } = this.#parts
    return (statement.writes ? writes : reads).run(statement, values, asker)
  }

  async close(): Promise<void> {
    const { reads, writes } = this.#parts
    await Promise.all([reads.connections.end(), writes.connections.end()])
  }
}

function namedColumns(
  client: PoolClient,
  fields: readonly Field[],
  known: Map<number, string>,
): Promise<Answer['columns']> {
  const ask = async (type: number): Promise<string> => {
    const { rows } = await client.query<{ name: string }>(TYPE_NAME_SQL, [type])
    return rows[0]!.name
  }
  return columnNamer(ask, known)(fields)
}

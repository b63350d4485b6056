/**
 * Statements for others on a server: pools of their own, whose connections are set to a time limit and, for all that does
 * not write, to transactions that cannot; so a read is one message there and one back. Each statement is prepared once
 * on each connection.
 */
import type {
  QueryResult as DriverResult,
  PoolClient,
  QueryArrayConfig,
  QueryArrayResult,
} from 'pg'
import { modelError } from '../../errors/model-error.ts'
import type {
  AdapterSettings,
  Answer,
  Asker,
  PreparedSession,
  PreparedSettings,
  PreparedStatement,
} from '../adapter.ts'
import { CancelledError } from '../database-error.ts'
import { type Complaint, databaseError, isAboutStatement } from './complaint.ts'
import { type Connections, openConnections } from './connections.ts'
import { describeStatement } from './describe.ts'
import { columnNamer, TYPE_NAME_SQL } from './results.ts'
import { resultParser } from './types.ts'
import { EXPLAIN, writtenTables } from './written-tables.ts'

/** The plan of a prepared statement does not fit a relation that was built anew with other columns. */
const STALE_PLAN = /cached plan must not change result type/
const CUT = '57014'

/** Opens both pools. */
export async function openPrepared(
  given: AdapterSettings,
  settings: PreparedSettings,
): Promise<PreparedSession> {
  const { connections, timeout } = settings
  const limit = `set statement_timeout = ${timeout}`
  const readOnly = 'set default_transaction_read_only = on'
  const reads = await openConnections(given, { connections, settings: [limit, readOnly] })
  const writes = await openConnections(given, { connections, settings: [limit] })
  return new PostgresPreparedSession({ reads, writes, settings })
}

interface Parts {
  readonly reads: Connections
  readonly writes: Connections
  readonly settings: PreparedSettings
}

type Columns = Answer['columns']

class PostgresPreparedSession implements PreparedSession {
  readonly #parts: Parts
  /** Columns by statement, as long as the types of its fields stay. */
  readonly #columns = new Map<string, { readonly types: string; readonly columns: Columns }>()
  readonly #typeNames = new Map<number, string>()
  /** Part of the names on the connections: raised when a plan is stale. */
  #generation = 1

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async describe(sql: string): Promise<Columns> {
    return await this.#borrow(this.#parts.reads, { sql }, async client =>
      this.#named(client, await describeStatement(client, sql)),
    )
  }

  async written(sql: string, values: number): ReturnType<PreparedSession['written']> {
    const nothing = Array.from({ length: values }, () => null)
    return await this.#borrow(this.#parts.reads, { sql }, async client => {
      const { rows } = await client.query<Record<string, unknown>>(EXPLAIN + sql, nothing)
      return writtenTables(rows[0]!)
    })
  }

  async run(
    statement: PreparedStatement,
    values: readonly (string | null)[],
    asker?: Asker,
  ): Promise<Answer> {
    const { reads, writes } = this.#parts
    const connections = statement.writes ? writes : reads
    try {
      return await this.#once(connections, statement, { values, asker })
    } catch (error) {
      if (!STALE_PLAN.test((error as Error).message)) throw error
      // It was refused before it did anything, so it can be asked again under another name.
      this.#generation++
      return await this.#once(connections, statement, { values, asker })
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#parts.reads.end(), this.#parts.writes.end()])
  }

  async #once(
    connections: Connections,
    { name, sql, writes }: PreparedStatement,
    {
      values,
      asker,
    }: { readonly values: readonly (string | null)[]; readonly asker: Asker | undefined },
  ): Promise<Answer> {
    const named = connections.byTransaction ? {} : { name: `${name}_${this.#generation}` }
    const query: QueryArrayConfig = {
      ...named,
      text: sql,
      values: [...values],
      rowMode: 'array',
      types: TYPES,
    }
    return await this.#borrow(connections, { sql, asker }, async client => {
      const ask = (): Promise<QueryArrayResult> => client.query(query)
      const result = connections.byTransaction
        ? await this.#inTransaction(client, writes, ask)
        : await ask()
      const columns = await this.#columnsOf(client, name, result.fields)
      return { columns, rows: result.rows, rowCount: result.rowCount }
    })
  }

  /** Behind a pooler by transaction nothing of a session lasts: the limits are the transaction's. */
  async #inTransaction<T>(client: PoolClient, writes: boolean, ask: () => Promise<T>): Promise<T> {
    const mode = writes ? 'read write' : 'read only'
    const limit = `set local statement_timeout = ${this.#parts.settings.timeout}`
    await client.query(`begin ${mode}; ${limit}`)
    try {
      const result = await ask()
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  }

  async #borrow<T>(
    connections: Connections,
    { sql, asker }: { readonly sql: string; readonly asker?: Asker | undefined },
    work: (client: PoolClient) => Promise<T>,
  ): Promise<T> {
    if (asker?.isGone) throw new CancelledError('cancelled before it started')
    const client = await connections.take()
    if (asker?.isGone) {
      client.release()
      throw new CancelledError('cancelled while it waited')
    }
    let cancelling: Promise<void> | undefined
    const cancel = (): void => {
      cancelling ??= connections.cancelApart(client)
    }
    if (asker) asker.onGone = cancel
    try {
      const result = await work(client)
      // A cancellation that came too late may still arrive: at nobody else's statement.
      client.release(cancelling !== undefined)
      return result
    } catch (error) {
      const complaint = error as Complaint & Error
      const alive = isAboutStatement(complaint)
      client.release(!alive || cancelling !== undefined)
      if (!alive) throw lost(complaint, connections)
      if (complaint.code === CUT) throw new CancelledError(complaint.message, { cause: error })
      throw databaseError(complaint, sql)
    } finally {
      if (asker) asker.onGone = undefined
      // Who could not cancel leaves it to the time limit.
      if (cancelling) await cancelling.catch(() => undefined)
    }
  }

  async #columnsOf(
    client: PoolClient,
    name: string,
    fields: DriverResult['fields'],
  ): Promise<Columns> {
    let types = ''
    for (const field of fields) types += `${field.dataTypeID} `
    const known = this.#columns.get(name)
    if (known?.types === types) return known.columns
    const columns = await this.#named(client, fields)
    this.#columns.set(name, { types, columns })
    return columns
  }

  #named(
    client: PoolClient,
    fields: readonly { readonly name: string; readonly dataTypeID: number }[],
  ): Promise<Columns> {
    const ask = async (type: number): Promise<string> => {
      const { rows } = await client.query<{ name: string }>(TYPE_NAME_SQL, [type])
      return rows[0]!.name
    }
    return columnNamer(ask, this.#typeNames)(fields)
  }
}

const JSON_TYPES: ReadonlySet<number> = new Set([114, 3802])
const asIs = (text: string): string => text

/** As everywhere, but json stays the text that the server sent. */
const TYPES = {
  getTypeParser: (type: number) => (JSON_TYPES.has(type) ? asIs : resultParser(type)),
}

function lost(cause: Error, connections: Connections): Error {
  const { host } = connections.location
  return modelError('M2012', { host, reason: cause.message }, { cause })
}

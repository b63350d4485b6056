/**
 * Statements on one pool, each prepared once on each connection. Behind a pooler by transaction nothing stays prepared:
 * there each is a transaction with limits of its own.
 */
import type { PoolClient, QueryArrayConfig, QueryArrayResult } from 'pg'
import type { Answer, Asker, PreparedStatement } from '../adapter.ts'
import { CancelledError } from '../database-error.ts'
import { borrow, cancelOnLeave, failure, isLost } from './borrow.ts'
import type { Connections } from './connections.ts'
import { describeStatement, type Field } from './describe.ts'
import { PreparedQueue, type Waiting } from './prepared-queue.ts'
import { fieldParser, fieldParsers, type Prepared, travel } from './prepared-trip.ts'

/** The plan of a prepared statement does not fit a relation that was built anew with other columns. */
const STALE_PLAN = /cached plan must not change result type/

type Columns = Answer['columns']

export interface PreparedPoolParts {
  readonly connections: Connections
  /** How many the pool has. */
  readonly size: number
  /** Milliseconds for a statement. */
  readonly timeout: number
  readonly named: (client: PoolClient, fields: readonly Field[]) => Promise<Columns>
}

/** A statement as one connection has it. */
interface Standing extends Prepared {
  readonly fields: readonly Field[]
  /** Equal for equal fields. */
  readonly shape: string
}

/** One execution. */
interface Call extends Waiting {
  readonly statement: PreparedStatement
  readonly values: readonly (string | null)[]
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
  /** Of the names on the connections, when it was sent. */
  generation: number
  isSecond: boolean
}

/** One pool. */
export class PreparedPool {
  readonly #parts: PreparedPoolParts
  readonly #queue: PreparedQueue<Call>
  readonly #standing = new WeakMap<PoolClient, Map<string, Standing>>()
  /** Columns by shape. */
  readonly #named = new Map<string, Columns>()
  /** Part of the names on the connections: raised when a plan is stale. */
  #generation = 1

  constructor(parts: PreparedPoolParts) {
    this.#parts = parts
    this.#queue = new PreparedQueue(parts.size, next => this.#serve(next))
  }

  get connections(): Connections {
    return this.#parts.connections
  }

  /** The answer, committed. */
  run(
    statement: PreparedStatement,
    values: readonly (string | null)[],
    asker?: Asker,
  ): Promise<Answer> {
    if (this.connections.byTransaction) return this.#inTransaction(statement, values, asker)
    return new Promise((resolve, reject) => {
      const leave = () => reject(new CancelledError('cancelled before it started'))
      const { name } = statement
      const waiting = { name, asker, leave, generation: 0, isSecond: false }
      this.#queue.add({ ...waiting, statement, values, resolve, reject })
    })
  }

  async #serve(next: () => readonly Call[]): Promise<void> {
    let client: PoolClient
    try {
      client = await this.connections.take()
    } catch (error) {
      for (const call of next()) call.reject(error as Error)
      return
    }
    const calls = next()
    const [first] = calls
    if (first === undefined) return client.release()
    // Of several none is cut because one leaves: they are short.
    const asker = calls.length === 1 ? first.asker : undefined
    const cancellation = cancelOnLeave(this.connections, client, asker)
    const isWell = await this.#send(client, first.statement, calls)
    client.release(!isWell || cancellation.isAsked())
    await cancellation.end()
  }

  /** False when the connection is to be used no more. */
  async #send(
    client: PoolClient,
    statement: PreparedStatement,
    calls: readonly Call[],
  ): Promise<boolean> {
    const generation = this.#generation
    let isWell = true
    const fail = (call: Call, error: Error): void => {
      if (isLost(error)) isWell = false
      this.#failed(call, error, generation)
    }
    try {
      const standing = await this.#prepared(client, statement, generation)
      const columns = await this.#columns(client, standing)
      const began = performance.now()
      await travel(
        client,
        standing,
        calls.map(call => execution(call, columns, fail)),
      )
      this.#queue.took(statement.name, (performance.now() - began) / calls.length)
    } catch (error) {
      for (const call of calls) fail(call, error as Error)
    }
    return isWell
  }

  async #prepared(
    client: PoolClient,
    { name, sql }: PreparedStatement,
    generation: number,
  ): Promise<Standing> {
    let known = this.#standing.get(client)
    if (known === undefined) {
      known = new Map()
      this.#standing.set(client, known)
    }
    const own = `${name}_${generation}`
    const found = known.get(own)
    if (found) return found
    const fields = await describeStatement(client, sql, own)
    const shape = JSON.stringify(fields.map(field => [field.name, field.dataTypeID]))
    const standing = { name: own, parsers: fieldParsers(fields), fields, shape }
    known.set(own, standing)
    return standing
  }

  /** Types that are not built in are asked for. */
  async #columns(client: PoolClient, { fields, shape }: Standing): Promise<Columns> {
    const known = this.#named.get(shape)
    if (known) return known
    const columns = await this.#parts.named(client, fields)
    this.#named.set(shape, columns)
    return columns
  }

  #failed(call: Call, error: Error, generation: number): void {
    if (STALE_PLAN.test(error.message) && !call.isSecond) {
      // It was refused before it did anything, so it can be asked again under another name.
      if (this.#generation === generation) this.#generation++
      this.#queue.add({ ...call, isSecond: true })
      return
    }
    call.reject(failure(error, call.statement.sql, this.connections))
  }

  async #inTransaction(
    { sql, writes }: PreparedStatement,
    values: readonly (string | null)[],
    asker: Asker | undefined,
  ): Promise<Answer> {
    const query: QueryArrayConfig = {
      text: sql,
      values: [...values],
      rowMode: 'array',
      types: { getTypeParser: fieldParser },
    }
    const mode = writes ? 'read write' : 'read only'
    const begin = `begin ${mode}; set local statement_timeout = ${this.#parts.timeout}`
    return await borrow(this.connections, { sql, asker }, async client => {
      await client.query(begin)
      try {
        const result: QueryArrayResult = await client.query(query)
        const columns = await this.#parts.named(client, result.fields)
        await client.query('commit')
        return { columns, rows: result.rows, rowCount: result.rowCount }
      } catch (error) {
        await client.query('rollback')
        throw error
      }
    })
  }
}

function execution(call: Call, columns: Columns, fail: (call: Call, error: Error) => void) {
  return {
    values: call.values,
    done: (rows: Answer['rows'], rowCount: number | null) =>
      call.resolve({ columns, rows, rowCount }),
    failed: (error: Error) => fail(call, error),
  }
}

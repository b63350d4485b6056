/**
 * One way to the server and back: executions of a statement that is prepared there, sent at once, each its own transaction
 * and each answered when it is committed. The driver's own queries go one by one and have the columns described each
 * time; on a busy server both together cost more than the statement.
 */
import type { Connection, PoolClient, Submittable } from 'pg'
import type { Field } from './describe.ts'
import { resultParser } from './types.ts'

/** A statement as one connection has it. */
export interface Prepared {
  readonly name: string
  readonly parsers: readonly Parser[]
}

type Parser = (text: string) => unknown

/** One execution. */
export interface Execution {
  readonly values: readonly (string | null)[]
  /** Told when the server has committed it. */
  done(rows: readonly (readonly unknown[])[], rowCount: number | null): void
  failed(error: Error): void
}

/** What of the driver's connection is used. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void }
  bind(message: { statement: string; values: readonly (string | null)[] }): void
  execute(message: { portal: string }): void
  sync(): void
}

const JSON_TYPES: ReadonlySet<number> = new Set([114, 3802])
const asIs: Parser = text => text

/** As everywhere, but json stays the text that the server sent. */
export function fieldParser(type: number): Parser {
  return JSON_TYPES.has(type) ? asIs : resultParser(type)
}

/** The same of all columns. */
export function fieldParsers(fields: readonly Field[]): readonly Parser[] {
  return fields.map(({ dataTypeID }) => fieldParser(dataTypeID))
}

/** Sends all executions and resolves when each was told how it ended. */
export function travel(
  client: PoolClient,
  prepared: Prepared,
  executions: readonly Execution[],
): Promise<void> {
  return new Promise(resolve => {
    client.query(new Trip({ client, prepared, executions, end: resolve }) as Submittable)
  })
}

interface Parts {
  readonly client: PoolClient
  readonly prepared: Prepared
  readonly executions: readonly Execution[]
  readonly end: () => void
}

/**
 * A request as the driver has them, that is submitted once and then stands for one execution after the other: the driver
 * takes the next request of a connection when the one before is answered.
 */
class Trip {
  readonly #parts: Parts
  #at = 0
  #rows: unknown[][] = []
  #rowCount: number | null = null
  #unreadable: Error | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  submit(connection: Connection): null {
    // Everything was sent with the first one.
    if (this.#at > 0) return null
    const wire = connection as unknown as Wire
    const { prepared, executions } = this.#parts
    wire.stream.cork()
    for (const { values } of executions) {
      wire.bind({ statement: prepared.name, values })
      wire.execute({ portal: '' })
      wire.sync()
    }
    wire.stream.uncork()
    return null
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const { parsers } = this.#parts.prepared
    try {
      this.#rows.push(fields.map((text, at) => (text === null ? null : parsers[at]!(text))))
    } catch (error) {
      // It would be thrown at the socket.
      this.#unreadable = error as Error
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const count = /\d+$/.exec(text)
    this.#rowCount = count === null ? null : Number(count[0])
  }

  handleReadyForQuery(): void {
    const [rows, rowCount, unreadable] = [this.#rows, this.#rowCount, this.#unreadable]
    this.#next(execution => {
      if (unreadable) execution.failed(unreadable)
      else execution.done(rows, rowCount)
    })
  }

  /** Also for those behind it when the connection is lost: the driver fails what it is given then. */
  handleError(error: Error): void {
    this.#next(execution => execution.failed(error))
  }

  #next(tell: (execution: Execution) => void): void {
    const { client, executions, end } = this.#parts
    const told = executions[this.#at++]!
    this.#rows = []
    this.#rowCount = null
    this.#unreadable = undefined
    if (this.#at < executions.length) client.query(this as unknown as Submittable)
    tell(told)
    if (this.#at === executions.length) end()
  }
}

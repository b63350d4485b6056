/**
 * What a model in TypeScript is written with: `import { defineModel, z } from 'sql-model'`. Types, one function that gives
 * back what it is given, and the error that says "again". Knows nothing of runs.
 */
import type { z } from 'zod'
import type { Value } from '../../util/value.ts'

/** A row as the database gives it: bigint and numeric as text, dates and times as ISO text, json parsed. */
export type Row = Readonly<Record<string, unknown>>

/** Settings that stand in the file, beside all that schema.yml may say. Literals only. */
export interface ScriptSettings {
  /** Calls at one time (default: 4). */
  readonly concurrency?: number
  /** Calls that begin in one second, at most. */
  readonly per_second?: number
  /** Further attempts of a call that failed for a reason that passes (default: 3). */
  readonly call_retries?: number
  /** Of one attempt, such as `30 seconds` (default: 60 seconds). */
  readonly call_timeout?: string
  /** Rows that may fail before the model does (default: 0). */
  readonly max_failures?: number
  /** What one run may use; what is left out is asked by a later run. */
  readonly budget?: { readonly calls?: number; readonly cost?: number }
  readonly [key: string]: Value | undefined
}

/** How the rows of a ref are read. */
export interface ReadOptions {
  /** These columns alone. */
  readonly columns?: readonly string[]
  /** Read page by page along these columns, which are unique and not null. */
  readonly key?: readonly string[]
}

/** A file that the model declares under `inputs`. */
export interface InputFile {
  /** Absolute. */
  readonly path: string
  text(): Promise<string>
  bytes(): Promise<Uint8Array>
  /** Read as YAML, as the schema gives it. @throws all its problems at once, each with its place. */
  yaml<Schema extends z.ZodType>(schema: Schema): Promise<z.output<Schema>>
}

/** One call for one row. */
export interface Call {
  /** 1 for the first. */
  readonly attempt: number
  /** Aborted when the attempt runs out of time, or the run ends. */
  readonly signal: AbortSignal
  /**
   * The global fetch, with the time limit of the attempt, its answer read to the end. Status 408, 425, 429 and 5xx, and a
   * broken connection, are a {@link PassingError}, so the call is tried again, after Retry-After where it is given.
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>
  /** Says what the call did cost, in the unit of `budget.cost`. Without it the estimate counts. */
  cost(amount: number): void
}

/** How rows are asked about. */
export interface AskOptions<AskedRow> {
  /** Names a row among failures. */
  readonly key: (row: AskedRow) => string
  /** What the answer depends on (default: the whole row): while it and the version stay, the answer is remembered. */
  readonly inputs?: (row: AskedRow) => unknown
  /** Of the question: a change asks anew. */
  readonly version: string
  /** Tells several questions of one model apart. */
  readonly question?: string
  /** What a call may cost, for estimates and for the budget. */
  readonly cost?: number
  /** Asks nobody: rows without a remembered answer are left out. */
  readonly onlyRemembered?: boolean
}

/** A row and what was answered. */
export interface Answered<AskedRow, Answer> {
  readonly row: AskedRow
  readonly answer: Answer
  /** It was remembered: nobody was asked. */
  readonly remembered: boolean
}

/** What `rows` works with. */
export interface ModelContext<Ref extends string = string, Input extends string = string> {
  /** The rows of a ref, a batch at a time in memory. No transaction is open while your code runs. */
  readonly refs: {
    readonly [Name in Ref]: <R = Row>(options?: ReadOptions) => AsyncIterable<R>
  }
  readonly inputs: { readonly [Path in Input]: InputFile }
  /** Of the project, the target and --vars. */
  readonly vars: Readonly<Record<string, Value>>
  /** The run's, ISO 8601 in UTC. */
  readonly asOf: string
  /** A value of the environment or of .env. */
  env(name: string): string | undefined
  /** The same, hidden in all that is printed and recorded. */
  secret(name: string): string | undefined
  readonly log: { info(message: string): void; warn(message: string): void }
  /** Aborted by Ctrl-C, --fail-fast and time limits. */
  readonly signal: AbortSignal
  /** True while --dry-run counts calls: `ask` gives what is remembered and asks nobody. */
  readonly dryRun: boolean
  /** Like {@link Call.fetch}, tried again as `call_retries` says. It counts as a call. */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>
  /**
   * Asks about each row, so many at a time, and remembers every answer (any JSON) as it comes: an answer is asked for
   * once, whatever becomes of the run. Rows whose call failed, and rows beyond the budget, are left out.
   */
  ask<AskedRow, Answer>(
    rows: AsyncIterable<AskedRow> | Iterable<AskedRow>,
    options: AskOptions<AskedRow>,
    call: (row: AskedRow, call: Call) => Promise<Answer>,
  ): AsyncIterable<Answered<AskedRow, Answer>>
}

/** Rows, or lists of rows. */
export type Yielded<Columns extends z.ZodObject> = z.input<Columns> | readonly z.input<Columns>[]

/** A model as its file defines it. */
export interface ModelDefinition<
  Ref extends string = string,
  Input extends string = string,
  Columns extends z.ZodObject = z.ZodObject,
> {
  /** Models, seeds and (with a dot) sources that it reads. Literals. */
  readonly refs?: readonly Ref[]
  /** Files of the project that it reads, by their path from the root. Literals. */
  readonly inputs?: readonly Input[]
  readonly config?: ScriptSettings
  /** Every row is validated by it, and its schemas say the SQL types; `.meta({ type: 'numeric(12,2)' })` says another. */
  readonly columns: Columns
  rows(ctx: ModelContext<Ref, Input>): AsyncIterable<Yielded<Columns>> | Iterable<Yielded<Columns>>
}

/**
 * Defines a model in TypeScript.
 * @example
 * export default defineModel({
 *   refs: ['orders'],
 *   columns: z.object({ order_id: z.int(), total: z.string().meta({ type: 'numeric(12,2)' }) }),
 *   async *rows(ctx) {
 *     for await (const row of ctx.refs.orders()) yield { order_id: row.order_id, total: row.amount }
 *   },
 * })
 */
export function defineModel<
  const Ref extends string = never,
  const Input extends string = never,
  Columns extends z.ZodObject = z.ZodObject,
>(definition: ModelDefinition<Ref, Input, Columns>): ModelDefinition<Ref, Input, Columns> {
  return definition
}

/** A call failed for a reason that passes: it is tried again, `after` so many milliseconds when that is known. */
export class PassingError extends Error {
  override readonly name = 'PassingError'
  readonly after: number | undefined

  constructor(
    message: string,
    options: { readonly after?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.after = options.after
  }
}

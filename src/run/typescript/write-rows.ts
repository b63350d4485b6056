/**
 * Takes the rows that a model yields, validates them, and loads them batch by batch while the next is being made. A row
 * that does not fit, or that the database refuses, is a failure of that row alone.
 */
import type { Session } from '../../adapters/adapter.ts'
import { DatabaseError } from '../../adapters/database-error.ts'
import type { ModelNode } from '../../compile/manifest.ts'
import { modelError } from '../../errors/model-error.ts'
import type { RelationName } from '../../sql/relation.ts'
import { describeValue } from '../../util/value.ts'
import type { ScriptColumn } from './column-types.ts'
import type { ModelDefinition } from './define-model.ts'
import type { Failures } from './failures.ts'
import { rowJson } from './row-json.ts'
import { headingOf, rowWriter, UnstorableError } from './row-text.ts'

/** Characters and rows of a batch. */
const LARGE = 1 << 17
const MANY = 500
/** Problems and characters of a row in an error. */
const SHOWN = 3
const SHOWN_ROW = 200
/** Data exceptions (out of range, no date, no number) and constraints of domains: of one value, not of the statement. */
const ABOUT_A_VALUE = /^2[23]/

export interface RowTarget {
  readonly node: ModelNode
  readonly definition: ModelDefinition
  readonly columns: readonly ScriptColumn[]
  readonly stage: RelationName
  readonly session: Pick<Session, 'copyIn'>
  readonly failures: Failures
  readonly signal: AbortSignal
}

/** A row that fits, and its line. */
interface Line {
  /** Its number among the rows that were yielded. */
  readonly number: number
  readonly row: object
  readonly text: string
}

/** Writes rows into the stage; {@link close} writes the last. */
export class RowWriter {
  readonly #target: RowTarget
  readonly #heading: string
  readonly #names: ReadonlySet<string>
  readonly #textOf: ReturnType<typeof rowWriter>
  #lines: Line[] = []
  #size = 0
  #loading: Promise<unknown> = Promise.resolve()
  /** Rows taken so far, and of these the ones that fit. */
  seen = 0
  rows = 0

  constructor(target: RowTarget) {
    this.#target = target
    this.#heading = headingOf(target.columns)
    this.#names = new Set(target.columns.map(({ name }) => name))
    this.#textOf = rowWriter(target.columns)
  }

  /** A row, or a list of rows. @throws ModelError M3313, M3316, M3318, M3321. */
  async take(yielded: unknown): Promise<void> {
    for (const row of Array.isArray(yielded) ? yielded : [yielded]) {
      this.#row(row)
      if (this.#size >= LARGE || this.#lines.length >= MANY) await this.#load()
    }
  }

  async close(): Promise<void> {
    await this.#load()
    await this.#loading
  }

  #row(row: unknown): void {
    this.seen++
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      const found = Array.isArray(row) ? 'a list in a list' : describeValue(row)
      throw this.#error('M3318', { found })
    }
    const number = this.seen
    const parsed = this.#validated(row as Readonly<Record<string, unknown>>)
    if ('problems' in parsed) {
      this.#misfit('M3313', { number, row }, parsed.problems)
      return
    }
    try {
      const text = this.#textOf(parsed.values)
      this.#lines.push({ number, row, text })
      this.#size += text.length
      this.rows++
    } catch (error) {
      if (!(error instanceof UnstorableError)) throw error
      this.#misfit('M3321', { number, row }, [error.message])
    }
  }

  #validated(
    row: Readonly<Record<string, unknown>>,
  ):
    | { readonly values: Readonly<Record<string, unknown>> }
    | { readonly problems: readonly string[] } {
    const parsed = this.#target.definition.columns.safeParse(row)
    const strange = Object.keys(row).filter(key => !this.#names.has(key))
    if (parsed.success && strange.length === 0) return { values: parsed.data }
    const misfits = parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the row'}: ${message}`)
    return { problems: [...misfits, ...strange.map(key => `${key}: is no column`)] }
  }

  /** @throws ModelError when the model allows no more failures. */
  #misfit(
    code: 'M3313' | 'M3321',
    { number, row }: Omit<Line, 'text'>,
    problems: readonly string[],
  ): void {
    const text = rowJson(row)
    const value = text.length > SHOWN_ROW ? `${text.slice(0, SHOWN_ROW - 1)}…` : text
    const error = this.#error(code, { row: number, problems: problems.slice(0, SHOWN), value })
    this.#target.failures.add(error, { key: `row ${number}`, kind: 'row', attempts: 1, row })
  }

  #error<Code extends 'M3313' | 'M3318' | 'M3321'>(
    code: Code,
    fields: Omit<Parameters<typeof modelError<Code>>[1], 'name'>,
  ) {
    const { name, id, script } = this.#target.node
    const all = { name, ...fields } as Parameters<typeof modelError<Code>>[1]
    return modelError(code, all, { place: script!.rows, node: id })
  }

  /** One batch loads while the code makes the next. */
  async #load(): Promise<void> {
    await this.#loading
    if (this.#lines.length === 0) return
    const lines = this.#lines
    this.#lines = []
    this.#size = 0
    this.#loading = this.#copy(lines)
    // Who waits for it next gets its error.
    this.#loading.catch(() => undefined)
  }

  /** What the database refuses is halved until the rows are found that it refuses: a COPY loads all or nothing. */
  async #copy(lines: readonly Line[]): Promise<void> {
    const { stage, columns, session, signal } = this.#target
    const text = this.#heading + lines.map(line => line.text).join('')
    const names = columns.map(({ name }) => name)
    const request = { relation: stage, columns: names, delimiter: ',', header: true as const, text }
    try {
      await session.copyIn(request, { signal })
    } catch (error) {
      if (!(error instanceof DatabaseError) || !ABOUT_A_VALUE.test(error.fields.code ?? ''))
        throw error
      const [line] = lines
      if (lines.length === 1) return this.#refused(line!, error)
      const middle = lines.length >> 1
      await this.#copy(lines.slice(0, middle))
      await this.#copy(lines.slice(middle))
    }
  }

  #refused(line: Line, { message, fields }: DatabaseError): void {
    this.rows--
    const column = /\bcolumn (.+?)(?:: |$)/.exec(fields.where ?? '')
    const where = column === null ? '' : `column ${column[1]}: `
    this.#misfit('M3321', line, [where + message])
  }
}

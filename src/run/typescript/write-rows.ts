/** Takes the rows that a model yields, validates them, and loads them batch by batch while the next is being made. */
import type { Session } from '../../adapters/adapter.ts'
import type { ModelNode } from '../../compile/manifest.ts'
import { ModelError, modelError } from '../../errors/model-error.ts'
import type { RelationName } from '../../sql/relation.ts'
import { describeValue } from '../../util/value.ts'
import type { ScriptColumn } from './column-types.ts'
import type { ModelDefinition } from './define-model.ts'
import type { Failures } from './failures.ts'
import { headingOf, rowText } from './row-text.ts'

/** Characters and rows of a batch. */
const LARGE = 1 << 17
const MANY = 1000
/** Problems and characters of a row in an error. */
const SHOWN = 3
const SHOWN_ROW = 200

export interface RowTarget {
  readonly node: ModelNode
  readonly definition: ModelDefinition
  readonly columns: readonly ScriptColumn[]
  readonly stage: RelationName
  readonly session: Pick<Session, 'copyIn'>
  readonly failures: Failures
  readonly signal: AbortSignal
}

/** Writes rows into the stage; {@link close} writes the last. */
export class RowWriter {
  readonly #target: RowTarget
  readonly #heading: string
  readonly #names: ReadonlySet<string>
  #lines: string[] = []
  #size = 0
  #loading: Promise<unknown> = Promise.resolve()
  /** Rows taken so far, and of these the ones that fit. */
  seen = 0
  rows = 0

  constructor(target: RowTarget) {
    this.#target = target
    this.#heading = headingOf(target.columns)
    this.#names = new Set(target.columns.map(({ name }) => name))
  }

  /** A row, or a list of rows. @throws ModelError M3313, M3316, M3318. */
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
    const { node, columns, failures } = this.#target
    this.seen++
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      const found = Array.isArray(row) ? 'a list in a list' : describeValue(row)
      throw modelError('M3318', { name: node.name, found }, { place: node.place, node: node.id })
    }
    try {
      const line = rowText(columns, this.#validated(row as Readonly<Record<string, unknown>>))
      this.#lines.push(line)
      this.#size += line.length
      this.rows++
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      failures.add(error, { key: `row ${this.seen}`, kind: 'row', attempts: 1, row })
    }
  }

  #validated(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const parsed = this.#target.definition.columns.safeParse(row)
    const strange = Object.keys(row).filter(key => !this.#names.has(key))
    if (parsed.success && strange.length === 0) return parsed.data
    const misfits = parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the row'}: ${message}`)
    throw this.#misfit(row, [...misfits, ...strange.map(key => `${key}: is no column`)])
  }

  #misfit(row: unknown, problems: readonly string[]): ModelError {
    const { node } = this.#target
    const text = JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
    const value = text.length > SHOWN_ROW ? `${text.slice(0, SHOWN_ROW - 1)}…` : text
    const fields = { name: node.name, row: this.seen, problems: problems.slice(0, SHOWN), value }
    return modelError('M3313', fields, { place: node.place, node: node.id })
  }

  /** One batch loads while the code makes the next. */
  async #load(): Promise<void> {
    await this.#loading
    if (this.#lines.length === 0) return
    const { stage, columns, session, signal } = this.#target
    const text = this.#heading + this.#lines.join('')
    this.#lines = []
    this.#size = 0
    const names = columns.map(({ name }) => name)
    const request = { relation: stage, columns: names, delimiter: ',', header: true as const, text }
    this.#loading = session.copyIn(request, { signal })
    // Who waits for it next gets its error.
    this.#loading.catch(() => undefined)
  }
}

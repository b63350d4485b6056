/**
 * ETag and Last-Modified of answers that change with publications alone. An answer is labelled with what stood before its
 * data was read, so a label may be older than its data but never newer: who asks again with it gets the new answer.
 */
import type { PreparedSession } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import { quoteLiteral } from '../sql/relation.ts'
import type { Scope } from '../state/types.ts'
import { sha256 } from '../util/hash.ts'
import type { PreparedEndpoint } from './prepare.ts'
import type { ServiceRequest } from './request.ts'

export interface Label {
  readonly etag: string
  /** As HTTP writes dates. */
  readonly modified: string
}

interface Standing {
  readonly version: string
  readonly at: string
}

/** Milliseconds for which what stands is taken from memory, for answers that nobody compares. */
const MEMORY = 1000

/** Knows what stands. */
export class Validators {
  readonly #session: PreparedSession
  readonly #statement: { readonly name: string; readonly sql: string; readonly writes: false }
  readonly #clock: () => number
  #known: { readonly at: number; readonly standing: ReadonlyMap<string, Standing> } | undefined

  constructor(session: PreparedSession, scope: Scope, clock: () => number) {
    this.#session = session
    this.#clock = clock
    const { project, environment } = scope
    const sql = `select node, version, published_at from model_meta.relations
where project = ${quoteLiteral(project)} and environment = ${quoteLiteral(environment)} and kind <> 'dropped'`
    this.#statement = { name: 'model_standing', sql, writes: false }
  }

  /** A run has published. */
  forget(): void {
    this.#known = undefined
  }

  /** The label of an answer, before its data is read. Who compares needs what stands now. */
  async label(
    { publications, hash }: PreparedEndpoint,
    values: readonly (string | null)[],
    request: ServiceRequest,
  ): Promise<Label | undefined> {
    if (publications === undefined) return undefined
    const compares = isConditional(request)
    const standing = await this.#standing(compares ? 0 : MEMORY)
    let text = `${hash}\n${JSON.stringify(values)}`
    let newest = ''
    for (const id of publications) {
      const found = standing.get(id)
      if (found === undefined) return undefined
      text += `\n${id} ${found.version}`
      if (found.at > newest) newest = found.at
    }
    const modified = newest === '' ? new Date(0) : new Date(newest)
    return { etag: `W/"${sha256(text).slice(0, 32)}"`, modified: modified.toUTCString() }
  }

  async #standing(age: number): Promise<ReadonlyMap<string, Standing>> {
    const now = this.#clock()
    if (this.#known !== undefined && now - this.#known.at < age) return this.#known.standing
    const standing = await this.#read()
    this.#known = { at: now, standing }
    return standing
  }

  async #read(): Promise<ReadonlyMap<string, Standing>> {
    try {
      const { rows } = await this.#session.run(this.#statement, [])
      return new Map(
        rows.map(([node, version, at]) => [
          String(node),
          { version: String(version), at: String(at) },
        ]),
      )
    } catch (error) {
      // No ledger: nothing was published here.
      if (error instanceof DatabaseError && error.fields.code === '42P01') return new Map()
      throw error
    }
  }
}

function isConditional({ header }: ServiceRequest): boolean {
  return header('if-none-match') !== undefined || header('if-modified-since') !== undefined
}

/** True when who asks has this answer already. */
export function isUnchanged({ etag, modified }: Label, { header }: ServiceRequest): boolean {
  const tags = header('if-none-match')
  if (tags !== undefined) {
    const plain = (tag: string) => tag.trim().replace(/^W\//, '')
    return tags.split(',').some(tag => tag.trim() === '*' || plain(tag) === plain(etag))
  }
  const since = Date.parse(header('if-modified-since') ?? '')
  return !Number.isNaN(since) && Date.parse(modified) <= since
}

/** Rows that failed: counted against what the model allows, kept for the table of failures. */
import type { ModelNode } from '../../compile/manifest.ts'
import { ModelError, modelError } from '../../errors/model-error.ts'
import type { Place } from '../../errors/place.ts'
import { messageOf } from './load-script.ts'
import { rowJson, storable } from './row-json.ts'

/** One row of `<name>__failures`. */
export interface RowFailure {
  readonly key: string
  /** `call`: nobody answered, and would not if asked again; `again`: a later run asks again; `row`: it does not fit. */
  readonly kind: 'call' | 'again' | 'row'
  readonly message: string
  readonly attempts: number
  readonly failed_at: string
  readonly row: string
}

/** Characters of a row, and of a message, that are kept. */
const LONGEST = 4000

export class Failures {
  readonly list: RowFailure[] = []
  readonly #node: ModelNode
  readonly #mask: (text: string) => string
  readonly #now: () => Date

  constructor(
    node: ModelNode,
    { mask, now }: { readonly mask: (text: string) => string; readonly now: () => Date },
  ) {
    this.#node = node
    this.#mask = mask
    this.#now = now
  }

  /** @throws ModelError M3316 when the model allows no more; a coded error itself where it allows none. */
  add(
    error: unknown,
    {
      place,
      ...failure
    }: Pick<RowFailure, 'key' | 'kind' | 'attempts'> & {
      readonly row: unknown
      readonly place?: Place
    },
  ): void {
    const kept = (text: string) => storable(this.#mask(text).slice(0, LONGEST))
    const texts = {
      key: kept(failure.key),
      message: kept(messageOf(error)),
      row: kept(rowJson(failure.row)),
    }
    this.list.push({ ...failure, ...texts, failed_at: this.#now().toISOString() })
    const { maxFailures } = this.#node.config.script
    if (this.list.length <= maxFailures) return
    if (maxFailures === 0 && error instanceof ModelError) throw error
    const first = this.list[0]!
    const fields = {
      name: this.#node.name,
      failures: this.list.length,
      limit: maxFailures,
      first: `${first.key}: ${first.message}`,
    }
    const at = place ?? this.#node.place
    throw modelError('M3316', fields, { place: at, node: this.#node.id, cause: error })
  }
}

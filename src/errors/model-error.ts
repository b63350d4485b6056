/** The one error type that reaches people: a stable code, a sentence, a place, a cause. */
import { CATALOG, type ErrorCode, type ErrorFields } from './catalog.ts'
import type { ErrorDefinition } from './define.ts'
import type { Place } from './place.ts'

export interface ErrorContext {
  readonly place?: Place
  readonly cause?: unknown
  /** unique_id of the node it belongs to, when there is one. */
  readonly node?: string
}

/** An error with a stable code. Made by {@link modelError}, never by hand. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ErrorCode
  readonly fields: Readonly<Record<string, unknown>>
  readonly hint: string | undefined
  readonly place: Place | undefined
  readonly node: string | undefined

  constructor(code: ErrorCode, fields: Readonly<Record<string, unknown>>, context: ErrorContext) {
    const definition = CATALOG[code] as ErrorDefinition<Readonly<Record<string, unknown>>>
    super(definition.message(fields), context.cause === undefined ? {} : { cause: context.cause })
    this.code = code
    this.fields = fields
    this.hint = definition.hint?.(fields)
    this.place = context.place
    this.node = context.node
  }
}

/** Makes the error of a code from its fields. */
export function modelError<C extends ErrorCode>(
  code: C,
  fields: ErrorFields<C>,
  context: ErrorContext = {},
): ModelError {
  return new ModelError(code, fields as Readonly<Record<string, unknown>>, context)
}

/** The same error at another place; its cause stays, or is the error itself. */
export function movedTo(error: ModelError, place: Place): ModelError {
  return new ModelError(error.code, error.fields, { place, cause: error.cause ?? error })
}

/** Several problems found together; shown together, in file order. */
export class ProblemsError extends Error {
  override readonly name = 'ProblemsError'
  readonly problems: readonly ModelError[]

  constructor(problems: readonly ModelError[]) {
    super(problems.map(problem => `${problem.code}: ${problem.message}`).join('\n'))
    this.problems = Object.freeze([...problems])
  }
}

/** Collects problems so that one mistake does not hide the next. */
export class Problems {
  readonly #found: ModelError[] = []

  get list(): readonly ModelError[] {
    return this.#found
  }

  add(problem: ModelError): void {
    this.#found.push(problem)
  }

  /** Runs `step`; a ModelError becomes a collected problem and `undefined` is returned. */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step()
    } catch (error) {
      if (error instanceof ModelError) this.#found.push(error)
      else if (error instanceof ProblemsError) this.#found.push(...error.problems)
      else throw error
      return undefined
    }
  }

  /** Throws all that was found, if anything was. */
  throwIfAny(): void {
    if (this.#found.length > 0) throw new ProblemsError(this.#found)
  }
}

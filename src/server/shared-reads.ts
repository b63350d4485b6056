/**
 * Reads that are alike and asked for at the same time. While one runs, all that come are answered together by one that
 * starts when it has ended: an answer is never older than its question, and a slow statement costs the database the same
 * for two hundred clients as for two.
 */
import type { Answer, Asker, PreparedSession, PreparedStatement } from '../adapters/adapter.ts'
import type { BoundValue } from '../compile/endpoint-statement.ts'

/** A statement that writes nothing, and what tells its questions apart. */
export interface SharedRead {
  readonly statement: PreparedStatement
  /** What each value is; the time of a request is no difference between two that ask at the same time. */
  readonly bound: readonly BoundValue[]
}

type Values = readonly (string | null)[]

/** One execution and who waits for it. */
interface Turn {
  values: Values
  readonly answer: Promise<Answer>
  readonly settle: (answer: Promise<Answer>) => void
  /** All clients as one: gone when the last of them is. */
  readonly together: { isGone: boolean; onGone: (() => void) | undefined }
  clients: number
}

/** Runs reads, one at a time of each kind. */
export class SharedReads {
  readonly #session: PreparedSession
  /** By what is asked: the turn after the one that runs, when somebody waits for it. */
  readonly #waiting = new Map<string, Turn | undefined>()

  constructor(session: PreparedSession) {
    this.#session = session
  }

  /** The answer, of an execution that starts after this call. */
  run(read: SharedRead, values: Values, asker?: Asker): Promise<Answer> {
    const key = keyOf(read, values)
    const isRunning = this.#waiting.has(key)
    const turn = this.#waiting.get(key) ?? newTurn(values)
    turn.values = values
    join(turn, asker)
    this.#waiting.set(key, isRunning ? turn : undefined)
    if (!isRunning) void this.#execute(key, read, turn)
    return turn.answer
  }

  async #execute(key: string, read: SharedRead, turn: Turn): Promise<void> {
    const answer = this.#session.run(read.statement, turn.values, turn.together)
    turn.settle(answer)
    await answer.catch(() => undefined)
    const next = this.#waiting.get(key)
    if (next === undefined) this.#waiting.delete(key)
    else {
      this.#waiting.set(key, undefined)
      void this.#execute(key, read, next)
    }
  }
}

function newTurn(values: Values): Turn {
  let settle: Turn['settle'] = () => undefined
  const answer = new Promise<Answer>(resolve => {
    settle = resolve
  })
  return { values, answer, settle, together: { isGone: false, onGone: undefined }, clients: 0 }
}

/** The statement is cut when the last of its clients is gone, not before. */
function join(turn: Turn, asker: Asker | undefined): void {
  const { together } = turn
  turn.clients++
  if (!asker?.isGone) together.isGone = false
  const leave = () => {
    turn.clients--
    if (turn.clients > 0) return
    together.isGone = true
    together.onGone?.()
  }
  if (asker?.isGone) leave()
  else if (asker) asker.onGone = leave
}

function keyOf({ statement, bound }: SharedRead, values: Values): string {
  const asked = values.filter((_, index) => bound[index]?.kind !== 'clock')
  return `${statement.name} ${JSON.stringify(asked)}`
}

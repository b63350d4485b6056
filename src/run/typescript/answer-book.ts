/** The answers of one model while it runs: looked up by the page, written as they come, a tenth of a second apart at most. */
import type { Answers, KeptAnswer, Remembered } from '../../state/answers.ts'

/** Milliseconds between two writings, and answers that are too many to wait. */
const PERIOD = 100
const MANY = 100

/** Writes answers in the background; {@link close} writes the last. */
export class AnswerBook {
  readonly #answers: Answers
  #waiting: KeptAnswer[] = []
  #writing: Promise<void> = Promise.resolve()
  #failure: unknown
  #timer: NodeJS.Timeout | undefined

  constructor(answers: Answers) {
    this.#answers = answers
  }

  /** @throws what an earlier writing failed with. */
  async find(keys: readonly string[]): Promise<ReadonlyMap<string, Remembered>> {
    this.#throwFailure()
    return await this.#answers.find(keys)
  }

  keep(answer: KeptAnswer): void {
    this.#throwFailure()
    this.#waiting.push(answer)
    if (this.#waiting.length >= MANY) this.#write()
    else this.#timer ??= setTimeout(() => this.#write(), PERIOD)
  }

  /** All is written when it returns. @throws what a writing failed with. */
  async close(): Promise<void> {
    this.#write()
    await this.#writing
    this.#throwFailure()
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const answers = this.#waiting
    this.#waiting = []
    if (answers.length === 0) return
    // In order: an answer that comes twice stays as it was last.
    this.#writing = this.#writing
      .then(() => this.#answers.keep(answers))
      .catch((error: unknown) => {
        this.#failure ??= error
      })
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure
  }
}

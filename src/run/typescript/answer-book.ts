/** The answers of one model while it runs: looked up by the page, written as they come. */
import type { Answers, KeptAnswer, Remembered } from '../../state/answers.ts'

/**
 * Writes answers in the background: the first at once, and what comes while it is being written by the next statement. So
 * a process that is killed loses what came within a few milliseconds. {@link close} waits for the last.
 */
export class AnswerBook {
  readonly #answers: Answers
  #waiting: KeptAnswer[] = []
  #writing: Promise<void> | undefined
  #failure: unknown

  constructor(answers: Answers) {
    this.#answers = answers
  }

  /** Those that were kept until now are among what is found. @throws what an earlier writing failed with. */
  async find(keys: readonly string[]): Promise<ReadonlyMap<string, Remembered>> {
    await this.close()
    return await this.#answers.find(keys)
  }

  keep(answer: KeptAnswer): void {
    this.#throwFailure()
    this.#waiting.push(answer)
    this.#writing ??= this.#write()
  }

  /** All that was kept until now is written when it returns. @throws what a writing failed with. */
  async close(): Promise<void> {
    await this.#writing
    this.#throwFailure()
  }

  /** One statement after the other, each with all that came during the one before. */
  async #write(): Promise<void> {
    // Answers of the same moment go together.
    await Promise.resolve()
    try {
      while (this.#waiting.length > 0) {
        const answers = this.#waiting
        this.#waiting = []
        await this.#answers.keep(answers)
      }
    } catch (error) {
      this.#failure ??= error
    }
    this.#writing = undefined
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure
  }
}

/**
 * `ctx.ask`: a page of rows is looked up among what is remembered; the others are asked about, so many at a time, and each
 * answer is remembered as it comes. Rows go on in the order in which their answers are there.
 */
import type { ScriptConfig } from '../../compile/manifest.ts'
import type { KeptAnswer, Remembered } from '../../state/answers.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { sha256 } from '../../util/hash.ts'
import type { AnswerBook } from './answer-book.ts'
import { fetchOnce, pauseBefore, wait, withinTime } from './attempt.ts'
import { type Answered, type AskOptions, type Call, PassingError } from './define-model.ts'
import type { Failures } from './failures.ts'
import type { Budget, Pace } from './limits.ts'
import { messageOf } from './load-script.ts'
import { storable, withBigints } from './row-json.ts'

/** Rows that are looked up by one statement. */
const PAGE = 500

/** What the questions of one model share. */
export interface Asking {
  readonly config: ScriptConfig
  readonly book: AnswerBook
  readonly budget: Budget
  readonly pace: Pace
  readonly failures: Failures
  readonly definitionHash: string
  /** Failures that last are asked about again, as after a change of the model. */
  readonly again: boolean
  readonly dryRun: boolean
  readonly signal: AbortSignal
  readonly now: () => Date
  readonly mask: (text: string) => string
  /** Counts for the line of progress. */
  readonly tally: Tally
}

/** What happened so far. `total`: rows of the refs that are being read, where they were counted. */
export interface Tally {
  asked: number
  remembered: number
  read: number
  total: number
}

/** What became of one question. */
type Outcome =
  | { readonly kind: 'answer'; readonly answer: unknown; readonly remembered: boolean }
  | { readonly kind: 'failure'; readonly error: unknown; readonly attempts: number }
  | { readonly kind: 'left out' }

interface Question<Row, Answer> {
  readonly options: AskOptions<Row>
  readonly call: (row: Row, call: Call) => Promise<Answer>
}

/** Answers to `call` for each row; see {@link ModelContext.ask}. */
export async function* askAll<Row, Answer>(
  asking: Asking,
  rows: AsyncIterable<Row> | Iterable<Row>,
  question: Question<Row, Answer>,
): AsyncGenerator<Answered<Row, Answer>> {
  const ready: Answered<Row, Answer>[] = []
  const going = new Set<Promise<void>>()
  /** Questions that are being asked: another row with the same one waits for the same answer. */
  const open = new Map<string, Promise<Outcome>>()
  let broken: { readonly error: unknown } | undefined
  const settle = (row: Row, outcome: Outcome) => {
    const answered = conclude(asking, { row, outcome, options: question.options })
    // Its JSON is what the call gave, now or at another time.
    if (answered !== undefined) ready.push(answered as Answered<Row, Answer>)
  }
  const start = (row: Row, work: Promise<Outcome>) => {
    const one = work
      .then(outcome => settle(row, outcome))
      .catch((error: unknown) => {
        broken ??= { error }
      })
      .finally(() => going.delete(one))
    going.add(one)
  }
  for await (const page of pages(rows)) {
    // Taken before what is remembered is looked up: a question is in the one or in the other.
    const asked = new Map(open)
    const keyed = page.map(row => ({ row, key: keyOf(question.options, row) }))
    const known = await asking.book.find([...new Set(keyed.map(({ key }) => key))])
    for (const { row, key } of keyed) {
      const remembered = rememberedOutcome(asking, known.get(key))
      const { onlyRemembered = false } = question.options
      // Nobody is asked: then a failure of before is no failure of this run.
      if (onlyRemembered && remembered?.kind !== 'answer') continue
      if (remembered !== undefined) settle(row, remembered)
      else {
        while (going.size >= asking.config.concurrency) await Promise.race(going)
        if (broken) throw broken.error
        let work = asked.get(key)
        if (work === undefined) {
          work = askOne(asking, { row, key, question }).finally(() => open.delete(key))
          asked.set(key, work)
          open.set(key, work)
        }
        start(row, work)
      }
      yield* ready.splice(0)
    }
  }
  while (going.size > 0) {
    await Promise.race(going)
    yield* ready.splice(0)
  }
  if (broken) throw broken.error
  yield* ready.splice(0)
}

async function* pages<Row>(
  rows: AsyncIterable<Row> | Iterable<Row>,
): AsyncGenerator<readonly Row[]> {
  let page: Row[] = []
  for await (const row of rows) {
    page.push(row)
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

function keyOf<Row>({ inputs, version, question = '' }: AskOptions<Row>, row: Row): string {
  const given = inputs === undefined ? row : inputs(row)
  return sha256(
    canonicalJson([question, version, JSON.parse(JSON.stringify(given ?? null, withBigints))]),
  )
}

function rememberedOutcome(asking: Asking, known: Remembered | undefined): Outcome | undefined {
  if (known === undefined) return undefined
  const { answer, failure, definitionHash } = known
  if (answer !== null) {
    asking.tally.remembered++
    return { kind: 'answer', answer: JSON.parse(answer), remembered: true }
  }
  if (asking.again || definitionHash !== asking.definitionHash) return undefined
  return { kind: 'failure', error: new Error(failure ?? 'failed'), attempts: 0 }
}

function conclude<Row>(
  asking: Asking,
  { row, outcome, options }: { row: Row; outcome: Outcome; options: AskOptions<Row> },
): Answered<Row, unknown> | undefined {
  if (outcome.kind === 'answer')
    return { row, answer: outcome.answer, remembered: outcome.remembered }
  if (outcome.kind === 'left out') asking.budget.leftOut++
  else {
    const { error, attempts } = outcome
    const kind = error instanceof PassingError ? 'again' : 'call'
    asking.failures.add(error, { key: String(options.key(row)), kind, attempts, row })
  }
  return undefined
}

interface OneQuestion<Row> {
  readonly row: Row
  readonly key: string
  readonly question: Question<Row, unknown>
}

/** Asks, and again after failures that pass; remembers the answer, or a failure that lasts. */
async function askOne<Row>(asking: Asking, one: OneQuestion<Row>): Promise<Outcome> {
  const { config, budget, pace, signal, dryRun } = asking
  const estimate = one.question.options.cost ?? 0
  for (let attempt = 1; ; attempt++) {
    if (!dryRun) await pace.turn(signal)
    if (!budget.take(estimate)) return { kind: 'left out' }
    if (dryRun) {
      budget.settle(estimate, estimate)
      asking.tally.asked++
      // Counted, and nobody was asked.
      return { kind: 'left out' }
    }
    asking.tally.asked++
    const spent = { cost: undefined as number | undefined }
    try {
      const answer = await attemptOne(asking, one, { attempt, spent })
      remember(asking, one, { answer, cost: spent.cost ?? estimate })
      return { kind: 'answer', answer: JSON.parse(answer), remembered: false }
    } catch (error) {
      signal.throwIfAborted()
      const pause = pauseBefore(error, { attempt, retries: config.retries })
      if (pause === undefined) {
        if (!(error instanceof PassingError))
          remember(asking, one, { error, cost: spent.cost ?? 0 })
        return { kind: 'failure', error, attempts: attempt }
      }
      if (error instanceof PassingError && error.after !== undefined) pace.pause(error.after)
      await wait(pause, signal)
    } finally {
      budget.settle(estimate, spent.cost ?? estimate)
    }
  }
}

/** The answer as JSON text. */
async function attemptOne<Row>(
  { config, signal }: Asking,
  { row, question }: OneQuestion<Row>,
  { attempt, spent }: { readonly attempt: number; readonly spent: { cost: number | undefined } },
): Promise<string> {
  const answer = await withinTime(
    own =>
      question.call(row, {
        attempt,
        signal: own,
        fetch: (url, init = {}) => fetchOnce(url, init, own),
        cost: amount => {
          spent.cost = (spent.cost ?? 0) + amount
        },
      }),
    { signal, limit: config.callTimeout },
  )
  const text = JSON.stringify(answer)
  if (text === undefined) throw new TypeError('the call gave no answer; JSON was expected')
  return text
}

function remember<Row>(
  { book, definitionHash, now, mask }: Asking,
  { key, question }: OneQuestion<Row>,
  result: { readonly answer?: string; readonly error?: unknown; readonly cost: number },
): void {
  const kept: KeptAnswer = {
    key,
    version: question.options.version,
    answer: result.answer ?? null,
    failure: result.answer === undefined ? storable(mask(messageOf(result.error))) : null,
    definitionHash,
    cost: result.cost,
    askedAt: now().toISOString(),
  }
  book.keep(kept)
}

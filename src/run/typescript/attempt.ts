/** One attempt of a call, with its time limit; further ones after pauses that grow, or as long as a server says. */
import { setTimeout as delay } from 'node:timers/promises'
import { PassingError } from './define-model.ts'

/** A server that wants a longer pause gets none: the row fails, and a later run asks again. */
const LONGEST_PAUSE = 300_000
const FIRST_PAUSE = 500
const GROWTH = 2
const LONGEST_BACK_OFF = 60_000
/** Statuses of servers that are busy, restarting or out of time. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429])

/** Runs `work` for at most so long. @throws PassingError when it takes longer, the reason when the signal is aborted. */
export async function withinTime<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { signal, limit }: { readonly signal: AbortSignal; readonly limit: number },
): Promise<T> {
  const own = new AbortController()
  return await new Promise<T>((resolve, reject) => {
    const end = (reason: unknown) => {
      reject(reason)
      own.abort(reason)
    }
    const cancel = () => end(signal.reason)
    const timer = setTimeout(
      () => end(new PassingError(`no answer within ${limit / 1000} s`)),
      limit,
    )
    if (signal.aborted) cancel()
    signal.addEventListener('abort', cancel, { once: true })
    const settle = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
    }
    Promise.resolve()
      .then(() => work(own.signal))
      .then(resolve, reject)
      .finally(settle)
  })
}

/** The global fetch with its answer read to the end. @throws PassingError for what another attempt may get. */
export async function fetchOnce(
  url: string | URL,
  init: RequestInit,
  signal: AbortSignal,
): Promise<Response> {
  const signals = init.signal ? [signal, init.signal] : [signal]
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.any(signals) })
    const { status, statusText, headers } = answer
    // 204, 205 and 304 have no body, and none may be given to them.
    const body = answer.body === null ? null : await answer.arrayBuffer()
    if (PASSING.has(status) || status >= 500) {
      const after = retryAfter(headers.get('retry-after'), Date.now())
      throw new PassingError(`${status} ${statusText}`.trim(), after === undefined ? {} : { after })
    }
    return new Response(body, { status, statusText, headers })
  } catch (error) {
    if (error instanceof PassingError || signals.some(one => one.aborted)) throw error
    if (error instanceof TypeError) throw new PassingError(causes(error), { cause: error })
    throw error
  }
}

/** `fetch failed` says little; its cause says what did. */
function causes(error: Error): string {
  const { cause } = error
  const reason =
    cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : ''
  return reason ? `${error.message}: ${reason}` : error.message
}

/** Milliseconds of a Retry-After: seconds, or a date. */
export function retryAfter(text: string | null, now: number): number | undefined {
  if (text === null || text.trim() === '') return undefined
  const seconds = Number(text)
  const wait = Number.isNaN(seconds) ? Date.parse(text) - now : seconds * 1000
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

/** Milliseconds before the next attempt; undefined: there is none. */
export function pauseBefore(
  error: unknown,
  { attempt, retries }: { readonly attempt: number; readonly retries: number },
): number | undefined {
  if (!(error instanceof PassingError) || attempt > retries) return undefined
  if (error.after !== undefined) return error.after > LONGEST_PAUSE ? undefined : error.after
  const pause = Math.min(FIRST_PAUSE * GROWTH ** (attempt - 1), LONGEST_BACK_OFF)
  return Math.round(pause * (0.75 + Math.random() / 2))
}

/** Waits. @throws when the signal is aborted. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal })
}

/** Sends one notice to one webhook: a time limit for each attempt, some more attempts when the other side has trouble. */
import type { Webhook } from '../../project/resolve-webhooks.ts'
import type { Clock } from '../clock.ts'
import { noticeHeaders } from './message.ts'

/** Milliseconds before each further attempt. */
const PAUSES = [1000, 5000, 30_000]

/** How it went. */
export interface Sent {
  readonly delivered: boolean
  readonly attempts: number
  /** What the other side answered, or why nothing could be sent. */
  readonly message: string
}

type Attempt = Omit<Sent, 'attempts'> & { readonly again: boolean }

/** Never rejects. What the other side refuses for good (4xx but 408, 425 and 429) is not repeated. */
export async function send(
  webhook: Webhook,
  body: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Sent> {
  for (let attempts = 1; ; attempts++) {
    const { delivered, message, again } = await tryOnce(webhook, body, { at: clock.now(), signal })
    const pause = PAUSES[attempts - 1]
    if (!again || pause === undefined || signal.aborted) return { delivered, attempts, message }
    await clock.sleepUntil(new Date(clock.now().getTime() + pause), signal)
  }
}

async function tryOnce(
  { url, secret, timeout }: Webhook,
  body: string,
  { at, signal }: { readonly at: Date; readonly signal: AbortSignal },
): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: noticeHeaders(body, { at, secret }),
      body,
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(timeout), signal]),
    })
    await response.body?.cancel()
    const again = response.status >= 500 || [408, 425, 429].includes(response.status)
    return { delivered: response.ok, message: `${response.status} ${response.statusText}`, again }
  } catch (error) {
    return { delivered: false, message: reasonOf(error), again: true }
  }
}

/** fetch says only that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer within the time limit'
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  const { code } = cause as NodeJS.ErrnoException
  return cause.message || code || error.message
}

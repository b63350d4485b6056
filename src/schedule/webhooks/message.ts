/** What a webhook is told: JSON of one shape, version 1, signed by HMAC-SHA256 over time and body. Pure. */
import { createHmac } from 'node:crypto'

export type NoticeEvent = 'failure' | 'recovery' | 'staleness'

/** Something that webhooks are told. */
export interface Notice {
  readonly event: NoticeEvent
  /** What it is about, such as `schedule nightly` or `source.shop.core.orders`. */
  readonly subject: string
  /** A sentence. */
  readonly message: string
  readonly at: Date
  /** What failed, each with its message. */
  readonly failures: readonly { readonly node: string; readonly message: string }[]
  readonly runId: string | null
  readonly dueAt: Date | null
}

/** Who tells it. */
export interface Teller {
  readonly project: string
  readonly target: string
  readonly environment: string
}

/** The body. */
export function noticeBody(notice: Notice, teller: Teller): string {
  return JSON.stringify({
    version: 1,
    event: notice.event,
    subject: notice.subject,
    message: notice.message,
    project: teller.project,
    target: teller.target,
    environment: teller.environment,
    at: notice.at.toISOString(),
    due_at: notice.dueAt?.toISOString() ?? null,
    run_id: notice.runId,
    failures: notice.failures,
  })
}

/** The headers: type, time in seconds, and with a secret the signature `v1=<hex>` of `<time>.<body>`. */
export function noticeHeaders(
  body: string,
  { at, secret }: { readonly at: Date; readonly secret: string | undefined },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const plain = { 'content-type': 'application/json', 'x-model-timestamp': timestamp }
  if (secret === undefined) return plain
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { ...plain, 'x-model-signature': `v1=${signature}` }
}

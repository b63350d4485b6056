/**
 * Tells webhooks what happened: failures of schedules and their end, sources that are too old. It works beside the runs
 * and never holds one up; what cannot be delivered is said, and the daemon goes on.
 */
import type { Adapter } from '../../adapters/adapter.ts'
import type { Webhook } from '../../project/resolve-webhooks.ts'
import { claimNotice, endNotice, type LastNotice, lastNotice } from '../../state/notifications.ts'
import type { Scope } from '../../state/types.ts'
import { ageText } from '../../util/age-text.ts'
import type { SourceFreshness } from '../../workspace.ts'
import type { Clock } from '../clock.ts'
import type { RunSummary, ScheduledRun, ScheduleEvent } from '../types.ts'
import { noticeFor } from './decide.ts'
import { type Notice, noticeBody, type Teller } from './message.ts'
import { send } from './send.ts'

/** What a notifier works with. */
export interface NotifierParts {
  readonly webhooks: readonly Webhook[]
  readonly teller: Teller
  readonly adapter: Adapter
  readonly scope: Scope
  readonly clock: Clock
  readonly mask: (text: string) => string
  readonly emit: (event: ScheduleEvent) => void
  /** Ends what is being sent. */
  readonly signal: AbortSignal
}

/** Seconds that it takes at most, and some more. */
const secondsToTell = ({ timeout }: Webhook): number => (4 * timeout) / 1000 + 60

type News = Omit<Notice, 'event' | 'at'> & { readonly bad: 'failure' | 'staleness' | undefined }

/** Lives as long as the daemon. */
export class Notifier {
  readonly #parts: NotifierParts
  /** One notice after the other, so that what was told before is known. */
  #queue: Promise<void> = Promise.resolve()

  constructor(parts: NotifierParts) {
    this.#parts = parts
  }

  /** Some webhook wants to hear of sources that are too old. */
  get wantsStaleness(): boolean {
    return this.#parts.webhooks.some(({ on }) => on.includes('staleness'))
  }

  /** Told of every run that ended. Returns at once. */
  ran(run: ScheduledRun, summary: RunSummary): void {
    const bad = summary.status === 'error' ? ('failure' as const) : undefined
    const { message, failures, runId } = summary
    const subject = `schedule ${run.name}`
    this.#tell({ bad, subject, message, failures, runId, dueAt: run.due })
  }

  /** Told of every look at the sources. Returns at once. */
  looked(found: readonly SourceFreshness[]): void {
    for (const { node, status, error, ageSeconds } of found) {
      const bad = status === 'pass' ? undefined : ('staleness' as const)
      const age = ageSeconds === null ? 'no rows' : `newest row ${ageText(ageSeconds)} old`
      const message = `${node}: ${error ?? `${status}, ${age}`}`
      this.#tell({ bad, subject: node, message, failures: [], runId: null, dueAt: null })
    }
  }

  /** When all that was begun is sent, or given up. */
  async settled(): Promise<void> {
    await this.#queue
  }

  #tell(news: News): void {
    const at = this.#parts.clock.now()
    for (const webhook of this.#parts.webhooks)
      this.#queue = this.#queue.then(() => this.#tellOne(webhook, news, at))
  }

  async #tellOne(webhook: Webhook, { bad, ...news }: News, at: Date): Promise<void> {
    const { adapter, scope, clock, emit, signal, teller, mask } = this.#parts
    const { name } = webhook
    try {
      const { subject } = news
      const about = { webhook: name, subject }
      const decide = (last: LastNotice | undefined) => {
        const event = noticeFor(bad, last, at)
        return event !== undefined && webhook.on.includes(event) ? event : undefined
      }
      // Mostly there is nothing to tell, and no need for a transaction.
      const event = decide(await lastNotice(adapter, scope, about))
      if (event === undefined) return
      const seconds = secondsToTell(webhook)
      const claim = await claimNotice(adapter, scope, {
        ...about,
        at: clock.now(),
        seconds,
        decide,
      })
      if (claim === undefined) return
      const sent = await send(webhook, mask(noticeBody({ ...news, event, at }, teller)), {
        clock,
        signal,
      })
      emit({ kind: 'told', webhook: name, event, subject, ...sent })
      await endNotice(adapter, claim, { ...sent, at: clock.now() })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      emit({
        kind: 'told',
        webhook: name,
        event: bad ?? 'recovery',
        subject: news.subject,
        delivered: false,
        attempts: 0,
        message,
      })
    }
  }
}

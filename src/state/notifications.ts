/** What webhooks were told: the newest delivered word about each subject, so that nobody is told twice. */
import type { Session } from '../adapters/adapter.ts'
import { insert, scopeValues } from './statements.ts'
import type { Scope } from './types.ts'

/** The last thing that a webhook was told about a subject. */
export interface LastNotice {
  readonly event: string
  readonly sentAt: Date
}

/** One attempt to tell, with its repetitions. */
export interface NotificationRow {
  readonly webhook: string
  readonly event: string
  readonly subject: string
  readonly delivered: boolean
  readonly attempts: number
  readonly message: string
  readonly sentAt: Date
}

const LAST = `
select event, sent_at from model_meta.notifications
where project = $1 and environment = $2 and webhook = $3 and subject = $4 and delivered
order by seq desc limit 1`

/** What this webhook was told about this subject last. */
export async function lastNotice(
  session: Session,
  scope: Scope,
  { webhook, subject }: { readonly webhook: string; readonly subject: string },
): Promise<LastNotice | undefined> {
  const values = [...scopeValues(scope), webhook, subject]
  const { rows } = await session.query<{ event: string; sent_at: string }>(LAST, values)
  const [row] = rows
  return row === undefined ? undefined : { event: row.event, sentAt: new Date(row.sent_at) }
}

/** Remembers what was told. */
export async function recordNotification(
  session: Session,
  scope: Scope,
  row: NotificationRow,
): Promise<void> {
  const { sentAt, ...rest } = row
  const owner = { project: scope.project, environment: scope.environment }
  await insert(session, 'notifications', [{ ...owner, ...rest, sent_at: sentAt.toISOString() }])
}

/** What webhooks were told: the newest delivered word about each subject, so that nobody is told twice. */
import type { Adapter, Session } from '../adapters/adapter.ts'
import { scopeValues } from './statements.ts'
import type { Scope } from './types.ts'

/** The last thing that a webhook was told about a subject. */
export interface LastNotice {
  readonly event: string
  readonly sentAt: Date
}

/** How it went to tell. */
export interface NoticeEnd {
  readonly delivered: boolean
  readonly attempts: number
  readonly message: string
}

/** About what a webhook is told, and when. */
export interface NoticeSubject {
  readonly webhook: string
  readonly subject: string
  readonly at: Date
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

/** One at a time of those who ask about one subject of a webhook. */
const TURN = `select pg_advisory_xact_lock(hashtextextended($1, 0))`

/** Somebody is telling it now. */
const TELLING = `
select 1 from (
  select attempts, sent_at from model_meta.notifications
  where project = $1 and environment = $2 and webhook = $3 and subject = $4
  order by seq desc limit 1
) as newest
where attempts = 0 and sent_at > $5::timestamptz - make_interval(secs => $6)`

const CLAIM = `
insert into model_meta.notifications
  (project, environment, webhook, subject, event, delivered, attempts, message, sent_at)
values ($1, $2, $3, $4, $5, false, 0, 'is being told', $6)
returning seq`

const END = `
update model_meta.notifications set delivered = $2, attempts = $3, message = $4, sent_at = $5 where seq = $1`

/** A notice that is this process's to tell. */
export interface NoticeClaim {
  readonly event: string
  readonly seq: string
}

/**
 * Takes it upon this process to tell a webhook: of several that see the same only one does. Undefined when `decide` finds
 * nothing to tell, or another one is at it, for so many seconds at most: it may have died.
 */
export function claimNotice(
  adapter: Pick<Adapter, 'transaction'>,
  scope: Scope,
  {
    webhook,
    subject,
    at,
    seconds,
    decide,
  }: NoticeSubject & {
    readonly seconds: number
    readonly decide: (last: LastNotice | undefined) => string | undefined
  },
): Promise<NoticeClaim | undefined> {
  const about = [...scopeValues(scope), webhook, subject]
  return adapter.transaction(async session => {
    await session.query(TURN, [JSON.stringify(about)])
    const telling = await session.query(TELLING, [...about, at.toISOString(), seconds])
    if (telling.rows.length > 0) return undefined
    const event = decide(await lastNotice(session, scope, { webhook, subject }))
    if (event === undefined) return undefined
    const values = [...about, event, at.toISOString()]
    const { rows } = await session.query<{ seq: string }>(CLAIM, values)
    return { event, seq: rows[0]!.seq }
  })
}

/** Remembers how it went. */
export async function endNotice(
  session: Session,
  { seq }: NoticeClaim,
  { delivered, attempts, message, at }: NoticeEnd & { readonly at: Date },
): Promise<void> {
  await session.query(END, [seq, delivered, attempts, message, at.toISOString()])
}

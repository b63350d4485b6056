/**
 * How a publication is carried out on a session: everything is read first, then locked in a fixed order with a short
 * patience, moved, re-pointed and committed together with the ledger's rows. The publisher gives way, never a reader:
 * when a lock is not to be had it rolls back, waits a little and starts anew. (Replacing the content in place, after the
 * time is over, is a second way that a later version puts beside `carryOut`.)
 */
import { setTimeout as delay } from 'node:timers/promises'
import { modelError } from '../../errors/model-error.ts'
import { displayRelation, relationKey } from '../../sql/relation.ts'
import type { PublishOutcome, PublishRequest, ReplacedRelation, Session } from '../adapter.ts'
import { CancelledError, DatabaseError } from '../database-error.ts'
import { readPublicationFacts } from './dependents.ts'
import { POSTGRES_DIALECT } from './dialect.ts'
import { type Publication, planPublication, type ViewStep } from './publication.ts'

/** What publishing needs of an adapter. */
export interface PublishHost extends Session {
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
}

/** Below deadlock_timeout (1 s), so that it is the publisher who gives way, before the server picks a victim. */
const LOCK_PATIENCE = "set local lock_timeout = '100ms'"
/** lock_not_available, deadlock_detected. */
const BUSY: ReadonlySet<string | undefined> = new Set(['55P03', '40P01'])

/** Publishes all items at one moment, or none. */
export async function publish(host: PublishHost, request: PublishRequest): Promise<PublishOutcome> {
  const deadline = Date.now() + request.timeout
  const swapViews = new Set<string>()
  await request.at?.('publish:before-begin')
  for (let attempts = 1; ; attempts++) {
    const facts = await host.transaction(session => readPublicationFacts(session, request.items))
    const publication = planPublication({ ...request, swapViews }, facts)
    try {
      await host.transaction(session => carryOut(session, publication, request))
    } catch (error) {
      if (error instanceof UnfitView) swapViews.add(relationKey(error.view))
      else await giveWay(host, error, publication, { deadline, timeout: request.timeout })
      if (request.signal?.aborted) throw new CancelledError('the publication was cancelled')
      continue
    }
    await request.at?.('publish:after-commit')
    const { repointed, replaced } = publication
    return { repointed, replaced, attempts, mode: 'swap' }
  }
}

async function carryOut(
  session: Session,
  publication: Publication,
  request: PublishRequest,
): Promise<void> {
  const at = async (point: string): Promise<void> => {
    if (request.signal?.aborted) throw new CancelledError('the publication was cancelled')
    await request.at?.(`publish:${point}`)
  }
  await executeAll(session, [LOCK_PATIENCE, ...publication.prepare])
  await executeAll(session, publication.locks)
  await at('after-locks')
  await executeAll(session, publication.moveOld)
  await at('after-old-moved')
  await executeAll(session, publication.moveStage)
  await at('after-stage-moved')
  for (const step of publication.views) await writeView(session, step)
  await at('after-repoint')
  await session.execute('set local lock_timeout to default')
  await request.writeLedger(session)
  await at('before-commit')
}

async function executeAll(session: Session, statements: readonly string[]): Promise<void> {
  if (statements.length > 0) await session.execute(statements.join(';\n'))
}

/** A view of ours that cannot be replaced under its identity: the next attempt swaps it. */
class UnfitView extends Error {
  override readonly name = 'UnfitView'
  readonly view: ViewStep['view']

  constructor(view: ViewStep['view'], cause: unknown) {
    super(`${displayRelation(view)} has to be swapped`, { cause })
    this.view = view
  }
}

/** invalid_table_definition: columns renamed, removed or retyped; the only failure that a swap heals. */
const UNFIT = '42P16'

async function writeView(session: Session, step: ViewStep): Promise<void> {
  try {
    await executeAll(session, step.statements)
  } catch (error) {
    const { dependent, view } = step
    if (!dependent || !(error instanceof DatabaseError) || BUSY.has(error.fields.code)) throw error
    if (dependent.own && error.fields.code === UNFIT) throw new UnfitView(view, error)
    const fields = {
      view: displayRelation(view),
      column: dependent.columns.join(', ') || '(unknown)',
      relation: displayRelation(dependent.on),
      reason: error.message,
    }
    throw modelError('M2102', fields, { cause: error })
  }
}

/** Waits with jitter when somebody else was in the way; throws everything else, and when the time is over. */
async function giveWay(
  host: PublishHost,
  error: unknown,
  publication: Publication,
  limit: { readonly deadline: number; readonly timeout: number },
): Promise<void> {
  if (!(error instanceof DatabaseError) || !BUSY.has(error.fields.code)) throw error
  if (Date.now() < limit.deadline) {
    await delay(50 + Math.random() * 150)
    return
  }
  const relation = publication.locked.map(displayRelation).join(', ')
  const blockers = await describeBlockers(host, publication)
  const seconds = limit.timeout / 1000
  throw modelError('M2101', { relation, blockers, seconds }, { cause: error })
}

const BLOCKERS_SQL = `
select distinct a.pid, a.usename as user_name, a.application_name as application, a.state
from pg_locks l
join pg_class c on c.oid = l.relation
join pg_namespace n on n.oid = c.relnamespace
join unnest($1::text[], $2::text[]) as wanted(schema, name)
  on wanted.schema = n.nspname and wanted.name = c.relname
join pg_stat_activity a on a.pid = l.pid
where l.granted and a.pid <> pg_backend_pid()
order by a.pid`

async function describeBlockers(host: PublishHost, publication: Publication): Promise<string> {
  const { rows } = await host.query<Record<string, string | number | null>>(BLOCKERS_SQL, [
    publication.locked.map(name => name.schema),
    publication.locked.map(name => name.name),
  ])
  return rows
    .map(
      row => `process ${row['pid']} (${row['user_name']}, ${row['application']}, ${row['state']})`,
    )
    .join(', ')
}

/**
 * Drops what a publication replaced, with the same short patience. Returns what stayed because an old transaction still
 * reads it; the next run finds it as an orphan.
 */
export async function dropReplaced(
  host: PublishHost,
  replaced: readonly ReplacedRelation[],
): Promise<readonly ReplacedRelation[]> {
  if (replaced.length === 0) return []
  try {
    await host.transaction(async session => {
      await executeAll(session, [LOCK_PATIENCE, ...POSTGRES_DIALECT.dropRelations(replaced)])
    })
    return []
  } catch (error) {
    if (error instanceof DatabaseError && BUSY.has(error.fields.code)) return replaced
    throw error
  }
}

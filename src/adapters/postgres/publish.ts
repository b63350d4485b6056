/**
 * How a publication is carried out: everything is read first, then locked in a fixed order with a short patience, moved,
 * re-pointed and committed together with the ledger's rows. The publisher gives way, never a reader: when a lock is not to
 * be had it rolls back, waits a little and starts anew; when the time is over, what somebody reads keeps its identity and
 * gets its rows replaced in place.
 */
import { modelError } from '../../errors/model-error.ts'
import {
  displayRelation,
  printRelation,
  type RelationName,
  relationKey,
} from '../../sql/relation.ts'
import type { PublishOutcome, PublishRequest, ReplacedRelation, Session } from '../adapter.ts'
import { CancelledError, DatabaseError } from '../database-error.ts'
import { findBlockers, isBusy, LOCK_PATIENCE } from './blockers.ts'
import {
  brokenView,
  carryOut,
  columnsRead,
  OutdatedFacts,
  pause,
  UnfitView,
  widen,
} from './carry-out.ts'
import { POSTGRES_DIALECT } from './dialect.ts'
import { type Publication, planPublication } from './publication.ts'
import { type FactsHost, readFacts } from './read-facts.ts'
import type { Cause } from './ways.ts'

/** What publishing needs of an adapter. */
export interface PublishHost extends Session, FactsHost {}

/** What attempts have taught. */
interface Progress {
  readonly swapViews: Set<string>
  readonly inPlace: Map<string, Cause>
  deadline: number
}

/** Publishes all items at one moment, or none. */
export async function publish(host: PublishHost, request: PublishRequest): Promise<PublishOutcome> {
  const progress: Progress = {
    swapViews: new Set(),
    inPlace: new Map(),
    deadline: Date.now() + request.timeout,
  }
  await request.at?.('publish:before-begin')
  for (let attempts = 1; ; attempts++) {
    if (request.signal?.aborted) throw new CancelledError('the publication was cancelled')
    const publication = await attempt(host, request, progress)
    if (!publication) continue
    await request.at?.('publish:after-commit')
    for (const index of publication.inPlace.flatMap(step => step.left)) await dropLeft(host, index)
    const { repointed, replaced, replacedInPlace } = publication
    return { repointed, replaced, attempts, inPlace: replacedInPlace }
  }
}

/** dependent_objects_still_exist. */
const NEEDED = '2BP01'

/** What somebody reads just then, or needs for something of theirs, stays until the next publication. */
async function dropLeft(host: PublishHost, index: RelationName): Promise<void> {
  try {
    await host.execute(`${LOCK_PATIENCE};\ndrop index if exists ${printRelation(index)}`)
  } catch (error) {
    const needed = error instanceof DatabaseError && error.fields.code === NEEDED
    if (!needed && !isBusy(error)) throw error
  }
}

/** Undefined: not yet, and `progress` has what to do otherwise. */
async function attempt(
  host: PublishHost,
  request: PublishRequest,
  progress: Progress,
): Promise<Publication | undefined> {
  const facts = await readFacts(host, request.items)
  const publication = planPublication({ ...request, ...progress }, facts)
  await request.ready
  const { deadline } = progress
  try {
    if (publication.inPlace.some(step => step.widen !== undefined)) {
      await host.transaction(session => widen(session, publication))
      return undefined
    }
    await host.transaction(session => carryOut(session, { publication, facts, request, deadline }))
    return publication
  } catch (error) {
    if (error instanceof UnfitView) otherWay(error, request, progress)
    else if (isBusy(error)) await giveWay(host, error, { publication, request, progress })
    else if (error instanceof OutdatedFacts) refuseUnrest(publication, { request, progress })
    else throw error
    return undefined
  }
}

/** A view of ours is swapped itself; under one of others the table keeps its identity. @throws ModelError M2102. */
function otherWay(unfit: UnfitView, request: PublishRequest, progress: Progress): void {
  const { step } = unfit
  const { dependent, view } = step
  if (dependent?.own && !progress.swapViews.has(relationKey(view))) {
    progress.swapViews.add(relationKey(view))
    return
  }
  const on = dependent && relationKey(dependent.on)
  const isTable = request.items.some(
    item => item.kind === 'table' && relationKey(item.final) === on,
  )
  if (on === undefined || !isTable || progress.inPlace.has(on)) throw brokenView(step, unfit.cause)
  const name = displayRelation(view)
  const { message } = unfit.cause as Error
  const told = { name, column: columnsRead(dependent), reason: message }
  progress.inPlace.set(on, {
    code: 'neighbour',
    text: `view ${name} cannot show the new columns`,
    view: told,
  })
}

/** Who changes neighbours all the time is like a reader who never ends. @throws ModelError M2101. */
function refuseUnrest(
  publication: Publication,
  { request, progress }: Pick<Delayed, 'request' | 'progress'>,
): void {
  if (Date.now() < progress.deadline) return
  const relation = publication.unchanged.map(displayRelation).join(', ')
  throw modelError('M2101', { relation, blockers: '', seconds: request.timeout / 1000 })
}

interface Delayed {
  readonly publication: Publication
  readonly request: PublishRequest
  readonly progress: Progress
}

/** Waits with jitter while somebody else is in the way; when the time is over, keeps in place what somebody reads. */
async function giveWay(host: PublishHost, error: unknown, delayed: Delayed): Promise<void> {
  const { publication, request, progress } = delayed
  if (Date.now() < progress.deadline) {
    await pause()
    return
  }
  const seconds = request.timeout / 1000
  const { relations, processes } = await findBlockers(host, publication.locked)
  const tables = readTables(delayed, relations)
  if (tables.length === 0) {
    const relation = publication.locked.map(displayRelation).join(', ')
    throw modelError('M2101', { relation, blockers: processes, seconds }, { cause: error })
  }
  const held = processes ? `; held by ${processes}` : ''
  const cause = { code: 'timeout', text: `no lock within ${seconds} s${held}` } as const
  for (const key of tables) progress.inPlace.set(key, cause)
  progress.deadline = Date.now() + request.timeout
}

/** Tables to be swapped that somebody reads, also through views that would be re-pointed; all of them, when it is not known. */
function readTables(
  { publication, request, progress }: Delayed,
  blocked: ReadonlySet<string>,
): readonly string[] {
  const through = new Set(
    publication.views.flatMap(({ view, dependent }) =>
      dependent && blocked.has(relationKey(view)) ? [relationKey(dependent.on)] : [],
    ),
  )
  const moved = new Set(publication.unchanged.map(relationKey))
  const swapped = request.items
    .filter(item => item.kind === 'table')
    .map(item => relationKey(item.final))
    .filter(key => moved.has(key) && !progress.inPlace.has(key))
  const read = swapped.filter(key => blocked.has(key) || through.has(key))
  return read.length > 0 || blocked.size > 0 ? read : swapped
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
    // One message is one transaction.
    await host.execute([LOCK_PATIENCE, ...POSTGRES_DIALECT.dropRelations(replaced)].join(';\n'))
    return []
  } catch (error) {
    if (isBusy(error)) return replaced
    throw error
  }
}

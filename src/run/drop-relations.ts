/**
 * Drops relations that nobody sees any more, in transactions of few locks each, many at one time. Relations may depend on
 * each other across transactions (a view reads a table, a foreign key refers to one): what something else still needs is
 * tried again when that is gone.
 */
import type { ReplacedRelation } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import { allEnded } from '../util/all-ended.ts'
import { BATCH, inBatches } from './batches.ts'
import { type RunContext, threadsOf } from './context.ts'

/** SQLSTATE of a transaction with more locks than the server's lock table holds. */
export const OUT_OF_LOCKS = '53200'
/** dependent_objects_still_exist. */
const NEEDED = '2BP01'
/** From so many relations on further connections are worth it. */
const MANY = 100

/**
 * Parents stand before children in `relations`, as far as that is known. Returns those that stayed because somebody's old
 * transaction reads them. @throws what the database refuses.
 */
export async function dropRelations(
  context: RunContext,
  relations: readonly ReplacedRelation[],
): Promise<readonly ReplacedRelation[]> {
  const views = relations.filter(({ kind }) => kind === 'view')
  const tables = relations.filter(({ kind }) => kind !== 'view')
  const stayed = await dropLayer(context, views)
  return [...stayed, ...(await dropLayer(context, await dropAtOnce(context, tables)))]
}

/** Until all is dropped, or a whole round has dropped nothing: then all are named in one statement. */
async function dropLayer(
  context: RunContext,
  relations: readonly ReplacedRelation[],
): Promise<readonly ReplacedRelation[]> {
  const stayed: ReplacedRelation[] = []
  // What was made last is needed by nothing else: a batch that is needed has to be tried again.
  let open: readonly ReplacedRelation[] = relations.toReversed()
  while (open.length > 0) {
    const { inUse, needed } = await dropInTurns(context, inBatches(open))
    stayed.push(...inUse)
    if (needed.length === open.length)
      return [...stayed, ...(await context.adapter.dropReplaced(needed))]
    open = needed
  }
  return stayed
}

/** On all connections of the run; returns what is still there, for one may have waited for another. */
async function dropAtOnce(
  context: RunContext,
  relations: readonly ReplacedRelation[],
): Promise<readonly ReplacedRelation[]> {
  const threads = threadsOf(context)
  if (threads === 1 || relations.length < MANY) return relations
  // Together they hold no more locks than a single batch.
  const batch = Math.ceil(BATCH / threads)
  const shares = [...inBatches(relations, Math.ceil(relations.length / threads))]
  const rounds = await allEnded(shares.map(share => dropInTurns(context, inBatches(share, batch))))
  return rounds.flatMap(({ inUse, needed }) => [...inUse, ...needed])
}

interface Round {
  readonly inUse: readonly ReplacedRelation[]
  /** By something that another transaction was to drop. */
  readonly needed: readonly ReplacedRelation[]
}

async function dropInTurns(
  context: RunContext,
  batches: Iterable<readonly ReplacedRelation[]>,
): Promise<Round> {
  const inUse: ReplacedRelation[] = []
  const needed: ReplacedRelation[] = []
  for (const batch of batches) {
    const round = await dropBatch(context, batch)
    inUse.push(...round.inUse)
    needed.push(...round.needed)
  }
  return { inUse, needed }
}

/** A batch that is too large for the server's lock table is dropped in halves. */
async function dropBatch(context: RunContext, batch: readonly ReplacedRelation[]): Promise<Round> {
  try {
    return { inUse: await context.adapter.dropReplaced(batch), needed: [] }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    const { code } = error.fields
    if (code === NEEDED) return { inUse: [], needed: batch }
    if (code !== OUT_OF_LOCKS || batch.length === 1) throw error
    return await dropInTurns(context, inBatches(batch, Math.ceil(batch.length / 2)))
  }
}

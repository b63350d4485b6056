/**
 * Drops relations that nobody sees any more, in transactions of few locks each. Relations may depend on
 * each other across transactions (a view reads a table, a foreign key refers to one): what something else still needs is
 * tried again when that is gone.
 */
import type { ReplacedRelation } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import { inBatches } from './batches.ts'
import type { RunContext } from './context.ts'

/** SQLSTATE of a transaction with more locks than the server's lock table holds. */
export const OUT_OF_LOCKS = '53200'
/** dependent_objects_still_exist. */
const NEEDED = '2BP01'

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
  return [...stayed, ...(await dropLayer(context, tables))]
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

/** Makes stages visible: one publication, with the ledger's rows in the same transaction. */
import type { PublishItem, PublishOutcome, ReplacedRelation, Session } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import type { BuiltNode } from '../compile/manifest.ts'
import { ModelError, modelError } from '../errors/model-error.ts'
import { isEphemeral } from '../plan/relations-read.ts'
import { oldOf, stageOf } from '../plan/stage-names.ts'
import { stageSteps } from '../plan/stage-steps.ts'
import { printRelation, type RelationName, relationKey } from '../sql/relation.ts'
import type { PreparedPublication } from '../state/ledger.ts'
import type { Published, ResultRow } from '../state/types.ts'
import { inSlices } from '../util/in-slices.ts'
import { attachStatements } from './attach.ts'
import { commitOnce } from './commit-once.ts'
import { type RunContext, readersRelation } from './context.ts'
import { dropRelations, OUT_OF_LOCKS } from './drop-relations.ts'
import type { RunProgress } from './progress.ts'
import { cloned, publishedRow } from './published-row.ts'
import { endsRun, retryingIn } from './retry.ts'
import { writeFailedRows } from './write-failed-rows.ts'

/**
 * Publishes nodes at one moment; a group beyond the server's lock table goes out in topological batches, and that is
 * said. @throws when nothing, or not all, was published.
 */
export async function publishGroup(
  context: RunContext,
  ids: readonly string[],
  progress: RunProgress,
): Promise<void> {
  try {
    await publishNodes(context, ids, progress)
  } catch (error) {
    const tooMany = error instanceof DatabaseError && error.fields.code === OUT_OF_LOCKS
    if (!tooMany || ids.length < 2) throw error
    const half = Math.ceil(ids.length / 2)
    context.emit({
      kind: 'warning',
      code: 'published_in_batches',
      message: `${ids.length} relations are more than the server's lock table holds: they are published in batches. Raise max_locks_per_transaction to publish them at one moment.`,
    })
    await publishGroup(context, ids.slice(0, half), progress)
    await publishGroup(context, ids.slice(half), progress)
  }
}

/** Publishes nodes at one moment, parents before children. @throws when nothing was published. */
export async function publishNodes(
  context: RunContext,
  ids: readonly string[],
  progress: RunProgress,
): Promise<PublishOutcome> {
  const start = context.now()
  context.emit({ kind: 'publishing', nodes: ids })
  const items = ids.map(id => publishItem(context, id))
  const version = context.versions.get(ids[0]!)!
  const definitions = await newDefinitions(context, ids)
  // Made while the server tells what it has, and before anything is locked: readers would wait for it.
  const rows = ledgerRows(context, ids, { progress, definitions })
  rows.catch(() => undefined)
  const published = await commitOnce(context, version, committing =>
    context.adapter.publish({
      items,
      ready: rows,
      timeout: context.manifest.project.target.publishTimeout,
      writeLedger: async session => {
        await attach(context, session, ids)
        const failed = await writeFailedRows(context, session, ids)
        const publishedAt = context.now().toISOString()
        await context.ledger.recordPublication(session, await rows, publishedAt)
        const more = failed.map(row => ({ ...row, publishedAt }))
        await context.ledger.recordPublished(session, more)
        committing()
      },
      ownViews: new Set(ownViews(context).keys()),
      signal: context.signal,
      at: context.at,
    }),
  )
  const outcome = published ?? (await outcomeUnheard(context, items))
  const inPlace = new Set(outcome.inPlace.map(({ relation }) => relationKey(relation)))
  for (const { id, final } of items) {
    context.staged.delete(id)
    context.publishedNow.set(id, inPlace.has(relationKey(final)) ? 'in place' : 'swap')
  }
  // Staged views, and stages whose rows were copied, stay until the end: what is held back may read them.
  const stages = new Set(items.map(item => item.stage.schema))
  const olds = outcome.replaced.filter(({ relation }) => !stages.has(relation.schema))
  const duration = context.now().getTime() - start.getTime()
  const { repointed, inPlace: replacedInPlace } = outcome
  context.emit({ kind: 'published', nodes: ids, repointed, inPlace: replacedInPlace, duration })
  await dropOlds(context, olds)
  await context.at('publish:old-dropped')
  if (ids.some(id => (context.manifest.nodes.get(id) as BuiltNode).config.export)) {
    const { exportPublished } = await import('./export/export-published.ts')
    await exportPublished(context, ids)
  }
  return outcome
}

/**
 * The commit happened and its answer was lost: what it replaced lies in `__old`, where nothing else is, and a table whose
 * rows were copied is still on its stage.
 */
async function outcomeUnheard(
  context: RunContext,
  items: readonly PublishItem[],
): Promise<PublishOutcome> {
  const olds = new Set(items.map(item => item.old.schema))
  const stages = new Set(items.map(item => item.stage.schema))
  const read = () => context.adapter.introspect([...olds, ...stages])
  const { relations } = await retryingIn(context, read)
  const replaced = [...relations.values()]
    .filter(({ relation }) => olds.has(relation.schema))
    .map(({ relation, kind }) => ({
      relation,
      kind: kind === 'view' ? ('view' as const) : ('table' as const),
    }))
  const reason = { code: 'unheard', text: 'the connection broke while it was told' } as const
  const inPlace = items
    .filter(item => item.kind === 'table' && relations.has(relationKey(item.stage)))
    .map(item => ({ relation: item.final, reason }))
  return { repointed: [], attempts: 1, inPlace, replaced }
}

/**
 * What to report of a publication that failed. @throws what is neither the database's nor a coded error: a defect.
 */
export function publicationError(error: unknown): Error {
  if (error instanceof ModelError) return error
  if (!(error instanceof DatabaseError)) throw error
  return modelError('M3012', { text: error.message }, { cause: error })
}

/** Readers see the new relations already: what cannot be dropped now is an orphan of the next run, not a failure. */
async function dropOlds(context: RunContext, olds: readonly ReplacedRelation[]): Promise<void> {
  try {
    await dropRelations(context, olds)
  } catch (error) {
    if (!(error instanceof DatabaseError) && !endsRun(error)) throw error
    const message = `${olds.length} replaced relations could not be dropped; the next run drops them. ${(error as Error).message}`
    context.emit({ kind: 'warning', code: 'replaced_left', message })
  }
}

function publishItem(context: RunContext, id: string): PublishItem {
  const node = context.manifest.nodes.get(id) as BuiltNode
  const final = node.relation
  const place = { id, stage: stageOf(final), final, old: oldOf(final) }
  if (stageSteps(context.plan).get(id)!.materialized !== 'view') {
    return { kind: 'table', ...place, inPlace: node.config.onPublish === 'in_place' }
  }
  const select = context.render(id, parent => printRelation(readersRelation(context, parent)))
  return { kind: 'view', ...place, select: select.text }
}

async function attach(
  context: RunContext,
  session: Session,
  ids: readonly string[],
): Promise<void> {
  const statements = ids.flatMap(id =>
    attachStatements(
      context.manifest.nodes.get(id) as BuiltNode,
      stageSteps(context.plan).get(id)!.materialized === 'view' ? 'view' : 'table',
      context.adapter.dialect,
    ),
  )
  if (statements.length > 0) await session.execute(statements.join(';\n'))
}

/** Hashes by id. */
type NewDefinitions = ReadonlyMap<string, string>

/** Those whose text the ledger does not have. That of a copy it has, and it may be another than the project's. */
async function newDefinitions(
  context: RunContext,
  ids: readonly string[],
): Promise<NewDefinitions> {
  const { definitions, ledger, manifest } = context
  const built = ids.filter(
    id => manifest.nodes.get(id)?.kind === 'model' && cloned(context, id) === undefined,
  )
  const hashes = new Map(built.map(id => [id, definitions.of(id).hash]))
  const asked = [...hashes.values()]
  const known = await retryingIn(context, () => ledger.knownDefinitions(asked))
  return new Map([...hashes].filter(([, hash]) => !known.has(hash)))
}

async function ledgerRows(
  context: RunContext,
  ids: readonly string[],
  {
    progress,
    definitions,
  }: { readonly progress: RunProgress; readonly definitions: NewDefinitions },
): Promise<PreparedPublication> {
  const published: Omit<Published, 'publishedAt'>[] = []
  const texts = new Map<string, string>()
  const results: ResultRow[] = []
  await inSlices(ids, id => {
    const hash = definitions.get(id)
    const text = hash === undefined ? undefined : context.definitions.text(id)
    if (hash !== undefined && text !== undefined) texts.set(hash, text)
    const result = progress.result(id)
    const rows = result?.kind === 'node' ? result.rows : null
    published.push(publishedRow(context, id, { rows, seconds: progress.secondsOf(id) }))
    results.push(progress.finalRow(id))
  })
  return context.ledger.preparePublication({ published, definitions: texts, results })
}

/** Views of this project, by `relationKey`: they may be dropped and made again when their columns change; others' may not. */
export function ownViews(context: RunContext): ReadonlyMap<string, RelationName> {
  const views = new Map<string, RelationName>()
  for (const { kind, relation } of context.published.values()) {
    if (kind === 'view') views.set(relationKey(relation), relation)
  }
  for (const node of context.manifest.nodes.values()) {
    if (node.kind === 'model' && node.materialized === 'view' && !isEphemeral(node)) {
      if (context.staged.has(node.id)) views.set(relationKey(node.relation), node.relation)
    }
  }
  return views
}

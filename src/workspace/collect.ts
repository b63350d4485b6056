/** What a project has made and makes no more: found, and dropped under the run lock. Managed tables are never touched. */
import { hostname } from 'node:os'
import type { Adapter } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import type { Manifest } from '../compile/manifest.ts'
import { allFailedRows } from '../plan/failed-rows.ts'
import { writtenSchemas } from '../plan/plan-run.ts'
import { workSchemas } from '../plan/stage-names.ts'
import { runLockKey } from '../run/take-lock.ts'
import { newRunId, newVersion } from '../run/version.ts'
import { displayRelation, printRelation, type RelationName, relationKey } from '../sql/relation.ts'
import type { CiEnvironment } from '../state/ci-environments.ts'
import { openHistory } from '../state/history.ts'
import { type Ledger, openLedger } from '../state/ledger.ts'
import { countOldRows, forgetOldRows, type KeptRows, type OldRows } from '../state/old-rows.ts'
import type { Published, Scope } from '../state/types.ts'
import { abandonedEnvironments, dropEnvironment } from './ci-environments.ts'

/** A relation that nothing makes any more. */
export interface Leftover {
  readonly relation: RelationName
  /** schema.name */
  readonly name: string
  readonly kind: 'table' | 'view'
  readonly reason: string
  /** What the ledger has of it; absent for a stage. */
  readonly published?: Published
}

export interface Leftovers {
  readonly relations: readonly Leftover[]
  /** Made by this project, and empty when the relations are gone. */
  readonly schemas: readonly string[]
  /** Of CI runs that died, or were told to keep what they built; in use by nobody. */
  readonly ciEnvironments: readonly CiEnvironment[]
  /** Runs beyond those that are kept. */
  readonly oldRuns: number
  /** Of schedules, webhooks and sources, beyond as many of each. */
  readonly oldRows: OldRows
}

export interface CollectRequest {
  readonly manifest: Manifest
  readonly adapter: Adapter
  readonly scope: Scope
  readonly keepRuns: number
  readonly now: () => Date
}

/** Looks, and changes nothing. */
export async function findLeftovers(request: CollectRequest): Promise<Leftovers> {
  const { manifest, adapter, scope, keepRuns } = request
  const history = await openHistory(adapter, scope)
  const standing = await history.standing()
  const own = await history.schemas()
  const written = writtenSchemas(manifest)
  const schemas = new Set([...written, ...standing.map(({ relation }) => relation.schema)])
  const asked = [...new Set([...schemas, ...[...schemas].flatMap(workSchemas), ...own])]
  const { relations, schemas: present } = await adapter.introspect(asked)
  const made = new Set(currentRelations(manifest))
  const work = new Set([...schemas].flatMap(workSchemas))
  const unmade = standing.flatMap((published): Leftover[] => {
    const key = relationKey(published.relation)
    const fact = relations.get(key)
    if (published.kind === 'managed' || made.has(key) || fact === undefined) return []
    const node = manifest.nodes.has(published.id)
      ? 'its node makes another relation now'
      : 'no node makes it any more'
    return [{ ...leftover(published.relation, fact.kind), reason: node, published }]
  })
  const stages = [...relations.values()]
    .filter(({ relation }) => work.has(relation.schema))
    .map(({ relation, kind }) => ({
      ...leftover(relation, kind),
      reason: 'left by a run that died',
    }))
  const gone = new Set([...unmade, ...stages].map(({ relation }) => relationKey(relation)))
  const filled = new Set(
    [...relations.values()].flatMap(({ relation }) =>
      gone.has(relationKey(relation)) ? [] : [relation.schema],
    ),
  )
  const needed = new Set([...written].flatMap(schema => [schema, ...workSchemas(schema)]))
  return {
    relations: [...unmade, ...stages],
    schemas: [...own]
      .filter(schema => present.has(schema) && !filled.has(schema) && !needed.has(schema))
      .sort(),
    ciEnvironments: await abandonedEnvironments(adapter, scope.project),
    oldRuns: await history.runsBeyond(keepRuns),
    oldRows: await countOldRows(adapter, scope, keptRows(request)),
  }
}

function keptRows({ manifest, keepRuns }: CollectRequest): KeptRows {
  return { newest: keepRuns, schedules: manifest.project.schedules.map(({ name }) => name) }
}

function leftover(relation: RelationName, kind: string): Omit<Leftover, 'reason'> {
  return { relation, name: displayRelation(relation), kind: kind === 'view' ? 'view' : 'table' }
}

function currentRelations(manifest: Manifest): readonly string[] {
  const ofNodes = [...manifest.nodes.values()].flatMap(node => {
    const isEphemeral = node.kind === 'model' && node.materialized === 'ephemeral'
    return 'relation' in node && !isEphemeral ? [relationKey(node.relation)] : []
  })
  return [...ofNodes, ...[...allFailedRows(manifest).values()].map(relationKey)]
}

/** What was dropped, and what could not be. */
export interface Collected {
  readonly dropped: number
  readonly kept: readonly { readonly name: string; readonly problem: string }[]
}

/** Drops what was found, views before tables; each by itself, so that one that is needed keeps no other. */
export async function collect(request: CollectRequest, found: Leftovers): Promise<Collected> {
  const { adapter, scope, keepRuns } = request
  const holder = `gc of ${scope.project} on ${hostname()}`
  const lock = await adapter.acquireRunLock(runLockKey(scope), holder)
  try {
    const ledger = await openLedger(adapter, scope)
    const kept: { name: string; problem: string }[] = []
    let dropped = 0
    for (const one of inDropOrder(found.relations)) {
      const problem = await dropOne(request, ledger, one)
      if (problem === undefined) dropped++
      else kept.push({ name: one.name, problem })
    }
    for (const schema of found.schemas)
      await adapter.execute(adapter.dialect.dropSchemaIfEmpty(schema))
    await ledger.forgetRuns(keepRuns)
    await forgetOldRows(adapter, scope, keptRows(request))
    for (const { environment } of found.ciEnvironments)
      kept.push(...(await dropCiEnvironment(request, environment)))
    await adapter.maintain()
    return { dropped, kept }
  } finally {
    await lock.release()
  }
}

function dropCiEnvironment(
  { adapter, scope, manifest, now }: CollectRequest,
  environment: string,
): Promise<Collected['kept']> {
  const own = scope.environment.length
  const schemas = [...writtenSchemas(manifest)].map(schema => schema.slice(own))
  return dropEnvironment({ adapter, scope: { ...scope, environment }, schemas, now })
}

/** The newest first: a view was published after what it reads. */
function inDropOrder(relations: readonly Leftover[]): readonly Leftover[] {
  const time = (one: Leftover) => one.published?.publishedAt ?? ''
  return [
    ...relations
      .filter(({ kind }) => kind === 'view')
      .toSorted((a, b) => (time(a) < time(b) ? 1 : -1)),
    ...relations.filter(({ kind }) => kind === 'table'),
  ]
}

/** Why it could not be dropped; undefined when it was. The ledger says so in the same transaction. */
async function dropOne(
  { adapter, now }: CollectRequest,
  ledger: Ledger,
  { relation, kind, published }: Leftover,
): Promise<string | undefined> {
  try {
    await adapter.transaction(async session => {
      await session.execute(`drop ${kind} if exists ${printRelation(relation)}`)
      if (published === undefined) return
      await ledger.recordPublished(session, [
        {
          ...published,
          kind: 'dropped',
          runId: newRunId(now()),
          version: newVersion(),
          publishedAt: now().toISOString(),
        },
      ])
    })
    return undefined
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    const { detail } = error.fields
    return detail === undefined
      ? error.message
      : `${error.message} (${detail.replace(/\s+/g, ' ')})`
  }
}

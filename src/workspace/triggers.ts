/** Change triggers on the tables of sources: installing, removing, listing them. */
import type { Adapter, Session } from '../adapters/adapter.ts'
import type { Manifest, SourceNode } from '../compile/manifest.ts'
import { modelError, Problems } from '../errors/model-error.ts'
import { printRelation, relationKey } from '../sql/relation.ts'
import {
  type ChangeCount,
  readChanges,
  readTriggerFacts,
  type TriggerFacts,
} from '../state/change-triggers.ts'

/** A source and its trigger. */
export interface ChangeTrigger {
  readonly node: string
  /** Such as `core.orders`. */
  readonly source: string
  readonly relation: string
  /** It has `refresh_on: change`. */
  readonly wanted: boolean
  /** Its changes are told to whoever listens. */
  readonly installed: boolean
  /** Since the trigger was installed; null without one. */
  readonly changes: number | null
  readonly changedAt: string | null
}

/** Sources with a trigger, and sources that ask for one. */
export async function listTriggers(
  manifest: Manifest,
  adapter: Adapter,
  ids: readonly string[],
): Promise<readonly ChangeTrigger[]> {
  const sources = withOwnTable(manifest, ids)
  const facts = await readTriggerFacts(adapter, sources.map(relationOf))
  const counted = [...facts.values()].some(({ hasCounter }) => hasCounter)
  const counts = counted ? await readChanges(adapter) : new Map<string, ChangeCount>()
  return sources
    .filter(source => wants(source) || factsOf(facts, source)?.hasNotice)
    .map(source => {
      const fact = factsOf(facts, source)
      const count = fact?.hasCounter ? counts.get(relationKey(source.relation)) : undefined
      return {
        node: source.id,
        source: nameOf(source),
        relation: printRelation(source.relation),
        wanted: source.refreshOnChange,
        installed: fact?.hasNotice ?? false,
        changes: count?.changes ?? null,
        changedAt: count?.changedAt ?? null,
      }
    })
}

/** Installs what is missing, all or nothing; what is there stays as it is. */
export async function installTriggers(
  manifest: Manifest,
  adapter: Adapter,
  ids: readonly string[],
): Promise<readonly ChangeTrigger[]> {
  const sources = withOwnTable(manifest, ids).filter(wants)
  if (sources.length === 0) throw modelError('M4512', { action: 'install' })
  const facts = await readTriggerFacts(adapter, sources.map(relationOf))
  refuseUnfit(sources, facts)
  const missing = sources.filter(source => {
    const fact = factsOf(facts, source)!
    return !(fact.hasCounter && fact.hasNotice)
  })
  await inOne(
    adapter,
    missing.flatMap(each => adapter.dialect.installChangeNotice(each.relation)),
  )
  return listTriggers(manifest, adapter, ids)
}

/** Removes what these sources have; of managed tables the notice alone. Returns what was there. */
export async function removeTriggers(
  manifest: Manifest,
  adapter: Adapter,
  ids: readonly string[],
): Promise<readonly ChangeTrigger[]> {
  const before = (await listTriggers(manifest, adapter, ids)).filter(({ installed }) => installed)
  const sources = before.map(({ node }) => manifest.nodes.get(node) as SourceNode)
  const facts = await readTriggerFacts(adapter, sources.map(relationOf))
  const problems = new Problems()
  for (const source of sources) {
    const { mayDrop, role, owner } = factsOf(facts, source)!
    const relation = printRelation(source.relation)
    if (!mayDrop) problems.add(modelError('M4510', { relation, role, owner, action: 'remove' }))
  }
  problems.throwIfAny()
  const statements = sources.flatMap(({ relation, managed }) =>
    adapter.dialect.removeChangeNotice(relation, { managed }),
  )
  await inOne(adapter, statements)
  return before
}

async function inOne(adapter: Adapter, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return
  await adapter.transaction(async (session: Session) => {
    await session.execute(statements.join(';\n'))
  })
}

function refuseUnfit(
  sources: readonly SourceNode[],
  facts: ReadonlyMap<string, TriggerFacts>,
): void {
  const problems = new Problems()
  for (const source of sources) {
    const fact = factsOf(facts, source)
    const relation = printRelation(source.relation)
    if (fact?.kind !== 'table') {
      const kind = fact === undefined ? 'does not exist' : `is a ${fact.kind}`
      problems.add(modelError('M4511', { source: nameOf(source), relation, kind }))
    } else if (!fact.mayCreate) {
      const { role, owner } = fact
      problems.add(modelError('M4510', { relation, role, owner, action: 'install' }))
    }
  }
  problems.throwIfAny()
}

/** A source that a seed backs is built by the project, trigger or not. */
function withOwnTable(manifest: Manifest, ids: readonly string[]): readonly SourceNode[] {
  return ids
    .map(id => manifest.nodes.get(id))
    .filter((node): node is SourceNode => node?.kind === 'source')
    .filter(({ managed, backedBy }) => managed || backedBy === undefined)
}

const wants = ({ refreshOnChange }: SourceNode) => refreshOnChange
const relationOf = ({ relation }: SourceNode) => relation
const nameOf = ({ sourceName, name }: SourceNode) => `${sourceName}.${name}`
const factsOf = (facts: ReadonlyMap<string, TriggerFacts>, { relation }: SourceNode) =>
  facts.get(relationKey(relation))

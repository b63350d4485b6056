/** Reads what another environment of the project has, from its ledger: for references that are deferred to it. */
import type { Adapter, Introspection } from '../adapters/adapter.ts'
import type { Manifest, SourceNode } from '../compile/manifest.ts'
import {
  type Deferral,
  type Elsewhere,
  nodesElsewhere,
  relationElsewhere,
} from '../plan/elsewhere.ts'
import { writtenSchemas } from '../plan/plan-run.ts'
import { relationKey } from '../sql/relation.ts'
import { type ChecksMade, openHistory, type PastResult } from '../state/history.ts'
import type { Published } from '../state/types.ts'

/** What the ledger says of the other environment, before it is known what exists. */
export interface OthersLedger {
  readonly published: ReadonlyMap<string, Published>
  readonly checksMade?: Elsewhere['checksMade']
  /** In which its relations are. */
  readonly schemas: readonly string[]
}

/** `checks`: with the checks that were made there. */
export async function readOthersLedger(
  adapter: Adapter,
  { scope }: Deferral,
  { checks }: { readonly checks: boolean },
): Promise<OthersLedger> {
  const history = await openHistory(adapter, scope)
  const published = await history.published()
  const schemas = [...new Set([...published.values()].map(({ relation }) => relation.schema))]
  if (!checks) return { published, schemas }
  return { published, schemas, checksMade: await history.checksMade() }
}

/** The same as `checksMade` of a history, from its newest results. */
export function checksOf(
  latest: ReadonlyMap<string, Pick<PastResult, 'made' | 'status'>>,
): ChecksMade {
  return new Map(
    [...latest].flatMap(([id, { made, status }]) => (made ? [[id, { ...made, status }]] : [])),
  )
}

/** What of it exists, and which nodes are read there. */
export function elsewhereOf(
  manifest: Manifest,
  deferral: Deferral,
  known: {
    readonly ledger: OthersLedger
    readonly introspection: Introspection
    readonly selected: readonly string[]
  },
): Elsewhere {
  const { ledger, introspection, selected } = known
  const stands = ({ relation }: Published) => introspection.relations.has(relationKey(relation))
  const published = new Map([...ledger.published].filter(([, entry]) => stands(entry)))
  const { target, favors } = deferral
  return {
    target,
    published,
    nodes: nodesElsewhere(manifest, published, { introspection, selected, favors }),
    ...(ledger.checksMade && { checksMade: ledger.checksMade }),
  }
}

/** Both in one, for who asks nothing else of the catalog. */
export async function readElsewhere(
  adapter: Adapter,
  manifest: Manifest,
  deferral: Deferral | undefined,
): Promise<Elsewhere | undefined> {
  if (deferral === undefined) return undefined
  const ledger = await readOthersLedger(adapter, deferral, { checks: false })
  const introspection = await adapter.introspect([...writtenSchemas(manifest), ...ledger.schemas])
  return elsewhereOf(manifest, deferral, { ledger, introspection, selected: [] })
}

/** Managed tables that are read elsewhere tell of changes there. */
export function sourcesAsRead(
  manifest: Manifest,
  sources: readonly SourceNode[],
  elsewhere: Elsewhere | undefined,
): readonly SourceNode[] {
  if (elsewhere === undefined) return sources
  return sources.map(source => {
    const there = source.managed ? relationElsewhere(manifest, elsewhere, source.id) : undefined
    return there === undefined ? source : { ...source, relation: there }
  })
}

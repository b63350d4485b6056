/** What selection methods need to know of the warehouse: asked for only when an expression names such a method. */
import type { Adapter } from '../adapters/adapter.ts'
import type { Manifest } from '../compile/manifest.ts'
import { type Deferral, standingOf } from '../plan/elsewhere.ts'
import { staleness } from '../run/published-row.ts'
import { readElsewhere, sourcesAsRead } from '../run/read-elsewhere.ts'
import { readSourceTokens, versionsOf } from '../run/source-tokens.ts'
import type { SelectionFacts, StateComparison } from '../select/types.ts'
import { type History, openHistory } from '../state/history.ts'
import type { Facets, Published, Scope } from '../state/types.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { definitionsWithSeeds } from './definitions.ts'

export interface FactsRequest {
  readonly manifest: Manifest
  readonly cache: ContentCache
  readonly adapter: Adapter
  readonly scope: Scope
  readonly asOf: string
  readonly deferral?: Deferral
  /** The environment that `state:` compares with; default: this one. */
  readonly compared?: Scope
  /** The run whose results `result:` means; default: the newest that had any. */
  readonly runId?: string
}

/** The facts of all methods that need any. */
export async function selectionFacts(request: FactsRequest): Promise<SelectionFacts> {
  const { manifest, adapter, scope, asOf } = request
  const nodes = [...manifest.nodes.values()]
  const sources = nodes.filter(node => node.kind === 'source')
  const definitions = await definitionsWithSeeds(request)
  const history = await openHistory(adapter, scope)
  const published = await history.published()
  const latest = await history.latestResults()
  const elsewhere = await readElsewhere(adapter, manifest, request.deferral)
  const tokens = await readSourceTokens({
    session: adapter,
    sources: sourcesAsRead(manifest, sources, elsewhere),
    seedVersion: seed => standingOf(seed, published, elsewhere)?.version,
  })
  const reasons = staleness(manifest, definitions, asOf)
  const sourceVersions = versionsOf(tokens)
  const standing = { published, sourceVersions, ...(elsewhere && { elsewhere }) }
  const read = await history.sourceVersions()
  const other = request.compared && (await openHistory(adapter, request.compared))
  const compared = {
    published: other ? await other.published() : published,
    latest: other ? await other.latestResults() : latest,
  }
  return {
    stale: id => reasons(id, standing).length > 0,
    state: (id, comparison) => {
      const node = manifest.nodes.get(id)
      if (node?.kind === 'test') {
        const made = compared.latest.get(id)?.made?.definitionHash
        return compare(comparison, { before: made, now: definitions.check(id) })
      }
      if (node?.kind !== 'model' && node?.kind !== 'seed') return comparison === 'unmodified'
      const facet = facetOf(comparison)
      if (facet !== undefined) {
        const before = compared.published.get(id)
        // What was published before facets were recorded is not known to differ.
        if (before !== undefined && before.facets === undefined) return false
        return before?.facets?.[facet] !== definitions.facets(id)[facet]
      }
      return compare(comparison, hashes(compared.published.get(id), definitions.of(id).hash))
    },
    results: await resultsOf(history, request.runId),
    fresherSources: new Set(
      tokens.flatMap(({ node }) => (read.get(node) === sourceVersions.get(node) ? [] : [node])),
    ),
  }
}

const hashes = (before: Published | undefined, now: string) => ({
  before: before?.definitionHash,
  now,
})

function compare(
  comparison: StateComparison,
  { before, now }: { readonly before: string | undefined; readonly now: string },
): boolean {
  if (comparison === 'new') return before === undefined
  if (comparison === 'old') return before !== undefined
  if (comparison === 'unmodified') return before === now
  return before !== now
}

function facetOf(comparison: StateComparison): keyof Facets | undefined {
  const [, facet] = comparison.split('.')
  return facet as keyof Facets | undefined
}

async function resultsOf(
  history: History,
  runId: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const run = runId ?? (await history.runs(50)).find(({ status }) => status !== 'no-op')?.runId
  if (run === undefined) return new Map()
  const results = await history.results({ runId: run, limit: 1_000_000 })
  return new Map(results.map(({ node, status }) => [node, STATUS[status] ?? status]))
}

/** As dbt's `result:` calls them. */
const STATUS: Readonly<Record<string, string>> = { held: 'skipped', staged: 'skipped' }

/** Reads what `model status` shows: the ledger, what exists, what each node would be now. */
import type { Adapter } from '../adapters/adapter.ts'
import { type StatusRow, statusRows } from '../catalog/status.ts'
import type { Manifest } from '../compile/manifest.ts'
import { type Deferral, standingOf } from '../plan/elsewhere.ts'
import { writtenSchemas } from '../plan/plan-run.ts'
import { sourcesAbove } from '../plan/relations-read.ts'
import type { Reason } from '../plan/types.ts'
import { staleness } from '../run/published-row.ts'
import { readElsewhere, sourcesAsRead } from '../run/read-elsewhere.ts'
import { readSourceTokens, versionsOf } from '../run/source-tokens.ts'
import { openHistory } from '../state/history.ts'
import type { Scope } from '../state/types.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { inSlices } from '../util/in-slices.ts'
import { definitionsWithSeeds } from './definitions.ts'

export interface StatusRequest {
  readonly manifest: Manifest
  readonly cache: ContentCache
  readonly adapter: Adapter
  readonly scope: Scope
  /** What this environment does not have is shown as that one has it. */
  readonly deferral?: Deferral
  readonly ids: readonly string[]
  readonly asOf: string
  readonly now: Date
}

/** Rows in the order of `ids`. */
export async function readStatus(request: StatusRequest): Promise<readonly StatusRow[]> {
  const { manifest, adapter, scope, asOf } = request
  const history = await openHistory(adapter, scope)
  const published = await history.published()
  const { relations } = await adapter.introspect([...writtenSchemas(manifest)])
  const elsewhere = await readElsewhere(adapter, manifest, request.deferral)
  const definitions = await definitionsWithSeeds(request)
  const reasons = staleness(manifest, definitions, asOf)
  const tokens = await readSourceTokens({
    session: adapter,
    sources: sourcesAsRead(manifest, sourcesAbove(manifest, request.ids), elsewhere),
    seedVersion: seed => standingOf(seed, published, elsewhere)?.version,
  })
  const sourceVersions = versionsOf(tokens)
  const { location } = adapter
  const named = (environment: string) =>
    [location.database, environment].filter(part => part !== '').join('/')
  const standing = { published, sourceVersions, ...(elsewhere && { elsewhere }) }
  const stale = new Map<string, readonly Reason[]>()
  // In slices: a server has others to answer meanwhile.
  const standingIds = request.ids.filter(id => standingOf(id, published, elsewhere) !== undefined)
  await inSlices(standingIds, id => {
    stale.set(id, reasons(id, standing))
  })
  return statusRows({
    manifest,
    ids: request.ids,
    published,
    latest: await history.latestResults(),
    existing: new Set(relations.keys()),
    staleReasons: id => stale.get(id) ?? reasons(id, standing),
    environment: named(scope.environment),
    ...(elsewhere &&
      request.deferral && {
        elsewhere,
        otherEnvironment: named(request.deferral.scope.environment),
      }),
    now: request.now,
  })
}

/** Reads what `model status` shows: the ledger, what exists, what each node would be now. */
import type { Adapter } from '../adapters/adapter.ts'
import { type StatusRow, statusRows } from '../catalog/status.ts'
import type { Manifest } from '../compile/manifest.ts'
import { writtenSchemas } from '../plan/plan-run.ts'
import { sourcesAbove } from '../plan/relations-read.ts'
import { staleness } from '../run/published-row.ts'
import { readSourceTokens, versionsOf } from '../run/source-tokens.ts'
import { openHistory } from '../state/history.ts'
import type { Scope } from '../state/types.ts'
import { definitionsWithSeeds } from './definitions.ts'

export interface StatusRequest {
  readonly manifest: Manifest
  readonly adapter: Adapter
  readonly scope: Scope
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
  const definitions = await definitionsWithSeeds(manifest, asOf)
  const reasons = staleness(manifest, definitions, asOf)
  const tokens = await readSourceTokens({
    session: adapter,
    sources: sourcesAbove(manifest, request.ids),
    seedVersion: seed => published.get(seed)?.version,
  })
  const sourceVersions = versionsOf(tokens)
  const { location } = adapter
  return statusRows({
    manifest,
    ids: request.ids,
    published,
    latest: await history.latestResults(),
    existing: new Set(relations.keys()),
    staleReasons: id => reasons(id, { published, sourceVersions }),
    environment: [location.database, scope.environment].filter(part => part !== '').join('/'),
    now: request.now,
  })
}

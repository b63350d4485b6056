/** Reads what stands and plans on it: a few statements, whatever the number of nodes. */
import type { Manifest } from '../compile/manifest.ts'
import { standingOf } from '../plan/elsewhere.ts'
import type { PlanInput } from '../plan/plan-input.ts'
import { planRun, writtenSchemas } from '../plan/plan-run.ts'
import { standingTables } from '../plan/publish-steps.ts'
import { sourcesAbove } from '../plan/relations-read.ts'
import { workSchemas } from '../plan/stage-names.ts'
import type { Plan } from '../plan/types.ts'
import { type ChecksMade, type History, openHistory, type PastResult } from '../state/history.ts'
import type { Published, SourceToken } from '../state/types.ts'
import { allEnded } from '../util/all-ended.ts'
import { remembered } from '../util/remembered.ts'
import { checksStanding, type Standing } from './published-row.ts'
import { checksOf, elsewhereOf, readOthersLedger, sourcesAsRead } from './read-elsewhere.ts'
import { refuseSinglePublications } from './refusals.ts'
import { readSourceTokens, versionsOf } from './source-tokens.ts'
import type { RunRequest } from './start-run.ts'
import type { RunOptions } from './types.ts'
import { widenedModels } from './widened-models.ts'

/** A plan, and what it was made on. */
export interface Planned {
  readonly plan: Plan
  readonly published: ReadonlyMap<string, Published>
  /** Of the sources, when the plan asked for them. */
  readonly tokens?: readonly SourceToken[]
  /** The newest result of every node, when a plan for refreshing is only looked at. */
  readonly latest?: ReadonlyMap<string, PastResult>
}

/** Two statements for the ledger and three for the catalog, whatever the number of nodes. */
export async function readAndPlan(request: RunRequest): Promise<Planned> {
  const { manifest, adapter, options, deferral, selected } = request
  const { command } = options
  const checks = options.command === 'refresh'
  const written = [...writtenSchemas(manifest)]
  const opening = openHistory(adapter, request.scope)
  const others = deferral
    ? readOthersLedger(adapter, deferral, { checks })
    : Promise.resolve(undefined)
  const looking = others.then(found => {
    const schemas = [...schemasToRead(manifest, written), ...(found?.schemas ?? [])]
    return adapter.introspect([...new Set(schemas)])
  })
  const [history, published, owners, ledger, introspection, neighbours, made] = await allEnded([
    opening,
    opening.then(own => own.published()),
    opening.then(own => own.owners(written)),
    others,
    looking,
    looking.then(seen =>
      adapter.neighbours(standingTables({ manifest, command, selected, introspection: seen })),
    ),
    checks ? opening.then(own => readChecks(own, options)) : undefined,
  ])
  const elsewhere =
    deferral && ledger && elsewhereOf(manifest, deferral, { ledger, introspection, selected })
  const basis = { manifest, command, selected, introspection }
  const known = { published, ...(elsewhere && { elsewhere }) }
  const tokens = asksForChanges(options) ? await tokensOf(request, known) : undefined
  const sourceVersions = tokens && versionsOf(tokens)
  const standing = { ...known, ...(sourceVersions && { sourceVersions }) }
  const staleReasons = remembered((id: string) => request.staleReasons(id, standing))
  const widened = await widenedModels(request, { history, published, staleReasons })
  const plan = planRun({
    ...basis,
    scope: request.scope,
    ...known,
    owners,
    neighbours,
    seedHashes: await seedHashes(request, known),
    staleReasons,
    widened,
    ...(made && checkFacts(request, made, standing)),
    typeName: adapter.dialect.typeName,
    database: adapter.location.database,
    definitionHash: id => request.definitions.of(id).hash,
    managed: options.managed ?? false,
    ...(options.publish === undefined ? {} : { publish: options.publish }),
    fullRefresh: options.fullRefresh,
    noAudit: options.noAudit,
    adopt: options.adopt,
  })
  refuseSinglePublications(request, plan)
  const latest = made?.latest
  return { plan, published, ...(tokens && { tokens }), ...(latest && { latest }) }
}

/** What stands, here and elsewhere. */
type Known = Pick<Standing, 'published' | 'elsewhere'>

/** What a plan is asked for: whether sources have changed matters to a refresh, and to who looks. */
function asksForChanges({ command, dryRun }: RunOptions): boolean {
  return command === 'refresh' || (dryRun && !/^(test|seed|clone)$/.test(command))
}

function tokensOf(
  { manifest, adapter, selected }: RunRequest,
  { published, elsewhere }: Known,
): Promise<readonly SourceToken[]> {
  return readSourceTokens({
    session: adapter,
    sources: sourcesAsRead(manifest, sourcesAbove(manifest, selected), elsewhere),
    seedVersion: seed => standingOf(seed, published, elsewhere)?.version,
  })
}

interface ReadChecks {
  readonly checksMade: ChecksMade
  readonly latest?: ReadonlyMap<string, PastResult>
}

/** Who only looks is shown what became of all nodes. */
async function readChecks(
  history: History,
  { dryRun }: Pick<RunOptions, 'dryRun'>,
): Promise<ReadChecks> {
  if (!dryRun) return { checksMade: await history.checksMade() }
  const latest = await history.latestResults()
  return { checksMade: checksOf(latest), latest }
}

/** Which checks were made, and what each would be now. */
function checkFacts(
  { manifest, definitions }: RunRequest,
  { checksMade }: ReadChecks,
  standing: Standing,
): Pick<PlanInput, 'checksMade' | 'checkNow'> {
  return {
    checksMade,
    checkNow: checksStanding(manifest, definitions, standing),
  }
}

function schemasToRead(manifest: Manifest, written: readonly string[]): readonly string[] {
  const schemas = new Set(written.flatMap(schema => [schema, ...workSchemas(schema)]))
  for (const node of manifest.nodes.values()) {
    if (node.kind === 'source') schemas.add(node.relation.schema)
  }
  return [...schemas]
}

/** Of the seeds that stand and are loaded anew only when they changed: others need not be read for a plan. */
async function seedHashes(
  { manifest, selected, definitions, options }: RunRequest,
  { published, elsewhere }: Known,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>()
  for (const id of selected) {
    const node = manifest.nodes.get(id)
    if (node?.kind !== 'seed' || !standingOf(id, published, elsewhere)) continue
    if (node.config.fullRefresh ?? options.fullRefresh) continue
    await definitions.readSeed(id)
    hashes.set(id, definitions.of(id).hash)
  }
  return hashes
}

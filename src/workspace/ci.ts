/**
 * One CI run: builds what the project changes into an environment of its own, with the rest read in the one that it is
 * compared with; compares; drops the environment, whatever happened.
 */
import { hostname } from 'node:os'
import type { Adapter } from '../adapters/adapter.ts'
import type { PlanView } from '../catalog/plan-view.ts'
import type { Manifest } from '../compile/manifest.ts'
import type { DiffRow } from '../diff/diff-row.ts'
import { ModelError, modelError } from '../errors/model-error.ts'
import type { Deferral, Elsewhere } from '../plan/elsewhere.ts'
import { writtenSchemas } from '../plan/plan-run.ts'
import { sourcesAbove } from '../plan/relations-read.ts'
import { type CiReport, ciReport } from '../report/ci-report.ts'
import { readElsewhere, sourcesAsRead } from '../run/read-elsewhere.ts'
import { readSourceTokens, versionsOf } from '../run/source-tokens.ts'
import type { RunEvent, RunOptions, RunOutcome } from '../run/types.ts'
import type { Selection, SelectionRequest } from '../select/types.ts'
import { type CiState, readCiEnvironments, recordCiEnvironment } from '../state/ci-environments.ts'
import { openHistory } from '../state/history.ts'
import { openLedger } from '../state/ledger.ts'
import type { Scope } from '../state/types.ts'
import { compareBuilt } from './ci-compare.ts'
import {
  abandonedEnvironments,
  ciLockKey,
  dropEnvironment,
  type Remaining,
} from './ci-environments.ts'

/** What a CI run is asked for. */
export interface CiRequest {
  /** Options of the refresh that it makes. */
  readonly run: RunOptions
  /** Leave the environment. */
  readonly keep: boolean
  /** Build beside a protected target. */
  readonly yes: boolean
  readonly limit: number
  readonly mostRows: number
}

export type CiEvent =
  /** Before anything is built. `asOf`: what stands for now; `unmatched`: expressions that chose nothing. */
  | {
      readonly kind: 'opened'
      readonly against: string
      readonly prefix: string
      readonly asOf: string
      readonly manifest: Manifest
      readonly unmatched: readonly string[]
    }
  | { readonly kind: 'run'; readonly event: RunEvent }
  | {
      readonly kind: 'comparing'
      readonly name: string
      readonly index: number
      readonly total: number
    }
  /** An environment is gone, or what of it could not be dropped. `own`: this run's. */
  | {
      readonly kind: 'dropped'
      readonly environment: string
      readonly own: boolean
      readonly remaining: Remaining
    }

/** A project that is open under the prefix of a CI run, deferring to what it is compared with. */
export interface CiWorkspace {
  readonly manifest: Manifest
  adapter(): Promise<Adapter>
  deferral(): Promise<Deferral | undefined>
  select(request: SelectionRequest): Promise<Selection>
  plan(options: RunOptions): Promise<PlanView>
  run(options: RunOptions, onEvent: (event: RunEvent) => void): Promise<RunOutcome>
}

export interface CiSurroundings {
  readonly now: () => Date
  readonly at: (point: string) => void | Promise<void>
  readonly onEvent: (event: CiEvent) => void
}

/** @throws ModelError M3406, M3407, M3409, and what a refresh throws before it starts. */
export async function runCi(
  workspace: CiWorkspace,
  request: CiRequest,
  surroundings: CiSurroundings,
): Promise<CiReport> {
  const { manifest } = workspace
  const { target } = manifest.project
  if (target.protected && !request.yes) throw modelError('M3409', { target: target.name })
  const adapter = await workspace.adapter()
  const scope = {
    project: manifest.project.name,
    environment: target.schemaPrefix,
  }
  const elsewhere = await productionOf(workspace, adapter)
  await openLedger(adapter, scope)
  const ci = { workspace, adapter, scope, surroundings, request, elsewhere }
  const holder = `model ci of ${scope.project} on ${hostname()}`
  const lock = await adapter.acquireRunLock(ciLockKey(scope), holder)
  try {
    await dropAbandoned(ci)
    await refuseTakenPrefix(ci)
    return await inEnvironment(ci, () => buildAndCompare(ci))
  } finally {
    await lock.release()
  }
}

interface Ci {
  readonly workspace: CiWorkspace
  readonly adapter: Adapter
  readonly scope: Scope
  readonly elsewhere: Elsewhere
  readonly request: CiRequest
  readonly surroundings: CiSurroundings
}

/** What stands in the environment that is compared with. @throws ModelError M3406 when nothing does. */
async function productionOf(workspace: CiWorkspace, adapter: Adapter): Promise<Elsewhere> {
  const deferral = await workspace.deferral()
  const elsewhere = await readElsewhere(adapter, workspace.manifest, deferral)
  if (elsewhere === undefined || elsewhere.published.size === 0)
    throw modelError('M3406', { target: elsewhere?.target ?? '' })
  return elsewhere
}

/** What CI runs that died have left, of this prefix or another. One that somebody holds by now is his to drop. */
async function dropAbandoned(ci: Ci): Promise<void> {
  const { adapter, scope, surroundings } = ci
  // Nobody else has this run's own prefix: what stands there is of a run that died, or was kept.
  const known = await readCiEnvironments(adapter, scope.project)
  const abandoned = (await abandonedEnvironments(adapter, scope.project)).filter(
    ({ state }) => state === 'open',
  )
  const own = known.filter(({ environment }) => environment === scope.environment)
  for (const { environment } of [...own, ...abandoned]) {
    try {
      const remaining = await drop(ci, { project: scope.project, environment })
      surroundings.onEvent({ kind: 'dropped', environment, own: false, remaining })
    } catch (error) {
      if (!(error instanceof ModelError) || error.code !== 'M2202') throw error
    }
  }
}

function drop({ adapter, workspace, surroundings }: Ci, scope: Scope): Promise<Remaining> {
  const { manifest } = workspace
  const own = manifest.project.target.schemaPrefix.length
  const schemas = [...writtenSchemas(manifest)].map(schema => schema.slice(own))
  return dropEnvironment({ adapter, scope, schemas, now: surroundings.now })
}

/** @throws ModelError M3407: the prefix is of an environment that no CI run made. */
async function refuseTakenPrefix({ adapter, scope }: Ci): Promise<void> {
  const history = await openHistory(adapter, scope)
  const standing = await history.standing()
  if (standing.length === 0) return
  throw modelError('M3407', { prefix: scope.environment, relations: standing.length })
}

async function inEnvironment<T>(ci: Ci, work: () => Promise<T>): Promise<T> {
  const { scope, surroundings, request } = ci
  await record(ci, 'open')
  await surroundings.at('ci:opened')
  try {
    return await work()
  } finally {
    if (request.keep) await record(ci, 'kept')
    else {
      const remaining = await drop(ci, scope)
      const { environment } = scope
      surroundings.onEvent({ kind: 'dropped', environment, own: true, remaining })
    }
  }
}

function record({ adapter, scope, surroundings, request }: Ci, state: CiState): Promise<void> {
  return recordCiEnvironment(adapter, scope.project, {
    environment: scope.environment,
    state,
    at: surroundings.now().toISOString(),
    invocation: request.run.invocation,
  })
}

async function buildAndCompare(ci: Ci): Promise<CiReport> {
  const { workspace, surroundings, request, elsewhere, scope, adapter } = ci
  const { manifest } = workspace
  const asOf = momentOf(ci)
  const options: RunOptions = { ...request.run, command: 'refresh', asOf, throwAway: true }
  const { target: against } = elsewhere
  const prefix = scope.environment
  const { unmatched } = await workspace.select(options.selection)
  surroundings.onEvent({ kind: 'opened', against, prefix, asOf, manifest, unmatched })
  const plan = await workspace.plan(options)
  const outcome = await workspace.run(options, event =>
    surroundings.onEvent({ kind: 'run', event }),
  )
  await surroundings.at('ci:built')
  const differences = outcome.status === 'interrupted' ? [] : await compare(ci, outcome)
  const differ = differences.some(({ status }) => status === 'different')
  const deferral = await workspace.deferral()
  const { host, database } = adapter.location
  return ciReport({
    manifest,
    against,
    againstPrefix: deferral?.scope.environment ?? '',
    place: `${adapter.name} at ${host}, database ${database}`,
    plan,
    outcome: request.run.signal?.aborted ? { ...outcome, status: 'interrupted' } : outcome,
    there: elsewhere.published,
    differences,
    movedSources: differ ? await movedSources(ci, outcome.published) : [],
    endedAt: surroundings.now().toISOString(),
    kept: request.keep,
  })
}

/** What stood for now when production was built last: so that time alone makes no difference. */
function momentOf({ workspace, elsewhere, surroundings }: Ci): string {
  const given = workspace.manifest.project.vars['as_of']
  if (typeof given === 'string') return given
  const moments = [...elsewhere.published.values()].flatMap(({ asOf, usesAsOf }) =>
    usesAsOf ? [new Date(asOf).toISOString()] : [],
  )
  return moments.sort().at(-1) ?? surroundings.now().toISOString()
}

function compare(ci: Ci, { published, held, results }: RunOutcome): Promise<readonly DiffRow[]> {
  const { workspace, adapter, elsewhere, request, surroundings } = ci
  const rows = new Map(
    results.flatMap(result => (result.kind === 'node' ? [[result.node, result.rows]] : [])),
  )
  // What a failed check holds back lies on its stage still.
  const ids = [...published, ...held.map(({ node }) => node)]
  const built = new Map(ids.map(id => [id, rows.get(id) ?? null]))
  const onStage = new Set(held.map(({ node }) => node))
  const { signal } = request.run
  return compareBuilt({
    ...{ manifest: workspace.manifest, adapter, elsewhere, built, onStage },
    limit: request.limit,
    mostRows: request.mostRows,
    ...(signal && { signal }),
    onRelation: (id, index) => {
      const name = workspace.manifest.nodes.get(id)?.name ?? id
      surroundings.onEvent({ kind: 'comparing', name, index: index + 1, total: built.size })
    },
  })
}

/** Sources above what was built that have changed since production read them. */
async function movedSources(
  { workspace, adapter, elsewhere }: Ci,
  built: readonly string[],
): Promise<readonly string[]> {
  const { manifest } = workspace
  const deferral = await workspace.deferral()
  if (deferral === undefined) return []
  const sources = sourcesAbove(manifest, built)
  const tokens = await readSourceTokens({
    session: adapter,
    sources: sourcesAsRead(manifest, sources, elsewhere),
    seedVersion: seed => elsewhere.published.get(seed)?.version,
  })
  const now = versionsOf(tokens)
  const read = await (await openHistory(adapter, deferral.scope)).sourceVersions()
  return sources
    .filter(({ id }) => read.get(id) !== now.get(id))
    .map(({ sourceName, name }) => `${sourceName}.${name}`)
}

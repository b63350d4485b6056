/** What the ledger remembers of a publication: definition, inputs with their versions, as_of. */
import type { BuiltNode, Manifest } from '../compile/manifest.ts'
import { type Elsewhere, standingOf } from '../plan/elsewhere.ts'
import { relationKind } from '../plan/relation-kind.ts'
import { stageSteps } from '../plan/stage-steps.ts'
import type { Reason } from '../plan/types.ts'
import { type InputFacts, inputsOf, isDefinition, usesAsOfThrough } from '../state/inputs.ts'
import { sourceVersion, UNKNOWN_VERSION } from '../state/source-version.ts'
import { staleReasons } from '../state/staleness.ts'
import type { CheckMade, Published, SourceToken } from '../state/types.ts'
import { type Definitions, type RunContext, standingInRun } from './context.ts'

/** The ledger's row of a node that is about to be published; it is told the moment when it is. */
export function publishedRow(
  context: RunContext,
  id: string,
  { rows, seconds }: Pick<Published, 'rows' | 'seconds'>,
): Omit<Published, 'publishedAt'> {
  const node = context.manifest.nodes.get(id) as BuiltNode
  const { graph } = context.manifest
  const clones = cloned(context, id)
  // A copy is what it was copied from; a view is made again, on what this environment has.
  if (clones !== undefined && clones.kind !== 'view')
    return { ...clones, relation: node.relation, runId: context.runId, rows }
  const inputs = factsInRun(context)
  const usesAsOf = (other: string) => usesItself(context.definitions, context.manifest, other)
  const flaw = flawOf(context, id)
  return {
    id,
    relation: node.relation,
    kind: stageSteps(context.plan).get(id)!.materialized,
    runId: context.runId,
    definitionHash: context.definitions.of(id).hash,
    inputs: inputsOf(graph, id, inputs),
    version: context.versions.get(id)!,
    asOf: context.asOf,
    usesAsOf: usesAsOfThrough(graph, id, { ...inputs, usesAsOf }),
    rows,
    ...(seconds === undefined ? {} : { seconds }),
    facets: context.definitions.facets(id),
    ...(flaw === undefined ? {} : { flaw }),
  }
}

/** What another environment has of a node that this run copies from there. */
export function cloned({ plan }: Pick<RunContext, 'plan'>, id: string): Published | undefined {
  return stageSteps(plan).get(id)?.clones
}

function flawOf({ options, scripts }: RunContext, id: string): Published['flaw'] {
  if (options.empty) return 'empty'
  if (options.noAudit) return 'no-audit'
  const script = scripts.get(id)
  const open = script?.failures.some(({ kind }) => kind === 'again')
  return open || (script?.leftOut ?? 0) > 0 ? 'incomplete' : undefined
}

function factsInRun(context: RunContext): InputFacts {
  const { manifest, versions, definitions } = context
  const { elsewhere } = context.plan
  return {
    versionOf: (id, read) => {
      if (!holdsData(manifest, id)) return undefined
      if (manifest.nodes.get(id)?.kind === 'source')
        return versionOfSource(context.sourceTokens.get(id))
      if (read === 'elsewhere') return elsewhere?.published.get(id)?.version ?? ''
      const before = standingInRun(context, id)?.version ?? ''
      return read === 'staged' ? (versions.get(id) ?? before) : before
    },
    hashOf: id => {
      const isText = versions.has(id) || isEphemeral(manifest, id)
      const standing = isText ? undefined : standingInRun(context, id)
      return standing?.definitionHash ?? hashOf(definitions, manifest, id)
    },
    readingOf: id => {
      if (!isView(manifest, id) || versions.has(id)) return undefined
      return elsewhere?.nodes.has(id) ? 'elsewhere' : 'published'
    },
  }
}

/** What would be recorded of a node of this run as what it is made from. */
export function inputsInRun(context: RunContext, id: string): Readonly<Record<string, string>> {
  return inputsOf(context.manifest.graph, id, factsInRun(context))
}

const versionOfSource = (token: SourceToken | undefined) =>
  token === undefined ? UNKNOWN_VERSION : sourceVersion(token)

/** What is recorded of a check that this run makes: on stages where they lie. */
export function checkInRun(context: RunContext, id: string): CheckMade {
  const { manifest, definitions } = context
  return {
    definitionHash: definitions.check(id),
    inputs: inputsOf(manifest.graph, id, factsInRun(context)),
  }
}

/** What stands now. */
export interface Standing {
  readonly published: ReadonlyMap<string, Published>
  /** Of sources, when they were asked for; without them sources count as unchanged. */
  readonly sourceVersions?: ReadonlyMap<string, string>
  readonly elsewhere?: Elsewhere
}

/** What would be recorded of a check if it were made on what stands. Checks over the same nodes have the same inputs. */
export function checksStanding(
  manifest: Manifest,
  definitions: Definitions,
  standing: Standing,
): (id: string) => CheckMade {
  const known = new Map<string, CheckMade['inputs']>()
  return id => {
    const parents = manifest.graph.parents(id).join('\n')
    let inputs = known.get(parents)
    if (inputs === undefined) {
      inputs = inputsOf(manifest.graph, id, factsStanding(manifest, definitions, { id, standing }))
      known.set(parents, inputs)
    }
    return { definitionHash: definitions.check(id), inputs }
  }
}

/** Why nodes are stale against what stands: what would be recorded if they were built now. */
export function staleness(
  manifest: Manifest,
  definitions: Definitions,
  asOf: string,
): (id: string, standing: Standing) => readonly Reason[] {
  /** Where its own text is as it was, what else has changed. */
  const definitionText = (published: Published | undefined, id: string): string => {
    const [before, now] = [published?.facets, definitions.facets(id)]
    if (before === undefined || before.body !== now.body) return 'its definition has changed'
    if (before.macros !== now.macros) return 'a macro that it calls has changed'
    if (before.configs !== now.configs) return 'its config has changed'
    return 'its definition has changed'
  }
  const name = (id: string) => {
    const node = manifest.nodes.get(id)
    return node?.kind === 'source' ? `${node.sourceName}.${node.name}` : (node?.name ?? id)
  }
  return (id, standing) => {
    const node = manifest.nodes.get(id)
    if (node?.kind !== 'model' && node?.kind !== 'seed') return []
    const facts = factsStanding(manifest, definitions, { id, standing })
    const usesAsOf = (other: string) => usesItself(definitions, manifest, other)
    const { staleAfter } = node.config
    const current = {
      definitionHash: definitions.of(id).hash,
      inputs: inputsOf(manifest.graph, id, facts),
      asOf,
      usesAsOf: usesAsOfThrough(manifest.graph, id, { ...facts, usesAsOf }),
      ...(staleAfter === undefined ? {} : { staleAfter }),
    }
    const published = standingOf(id, standing.published, standing.elsewhere)
    const reasons = staleReasons(published, current, name).map(reason =>
      reason.code === 'definition' ? { ...reason, text: definitionText(published, id) } : reason,
    )
    return standing.elsewhere?.nodes.has(id)
      ? reasons.filter(reason => isOurDoing(reason, { published: published!, current, standing }))
      : reasons
  }
}

/**
 * What another environment has is as fresh as that keeps it. It is built here when the project says otherwise than what
 * stands there, or when something above it stands here.
 */
function isOurDoing(
  { code, parent }: Reason,
  known: {
    readonly published: Published
    readonly current: Pick<Published, 'inputs'>
    readonly standing: Standing
  },
): boolean {
  if (code === 'definition') return true
  if (code !== 'input' || parent === undefined) return false
  const { published, current, standing } = known
  const versions = [published.inputs[parent], current.inputs[parent]]
  if (versions.some(version => version !== undefined && isDefinition(version))) return true
  return !standing.elsewhere?.nodes.has(parent) && standing.published.has(parent)
}

function factsStanding(
  manifest: Manifest,
  definitions: Definitions,
  { id, standing }: { readonly id: string; readonly standing: Standing },
): InputFacts {
  const { published, sourceVersions, elsewhere } = standing
  const standingFor = (other: string) => standingOf(other, published, elsewhere)
  const sourceVersionOf = (source: string) =>
    sourceVersions === undefined
      ? (standingFor(id)?.inputs[source] ?? '')
      : (sourceVersions.get(source) ?? UNKNOWN_VERSION)
  return {
    versionOf: (other, read) => {
      if (!holdsData(manifest, other)) return undefined
      if (manifest.nodes.get(other)?.kind === 'source') return sourceVersionOf(other)
      if (read === 'elsewhere') return elsewhere?.published.get(other)?.version ?? ''
      return standingFor(other)?.version ?? ''
    },
    hashOf: other => hashOf(definitions, manifest, other),
    readingOf: other =>
      isView(manifest, other) && elsewhere?.nodes.has(other) ? 'elsewhere' : undefined,
  }
}

/** Tables and seeds hold data, and so do sources that no seed backs, and managed tables. */
function holdsData(manifest: Manifest, id: string): boolean {
  const node = manifest.nodes.get(id)
  if (node?.kind === 'source') return node.managed || node.backedBy === undefined
  const kind = relationKind(node)
  return kind === 'table' || kind === 'seed'
}

function hashOf(definitions: Definitions, manifest: Manifest, id: string): string | undefined {
  return manifest.nodes.get(id)?.kind === 'model' ? definitions.of(id).hash : undefined
}

function usesItself(definitions: Definitions, manifest: Manifest, id: string): boolean {
  return manifest.nodes.get(id)?.kind === 'model' && definitions.of(id).usesAsOf
}

function isView(manifest: Manifest, id: string): boolean {
  return relationKind(manifest.nodes.get(id)) === 'view'
}

function isEphemeral(manifest: Manifest, id: string): boolean {
  return relationKind(manifest.nodes.get(id)) === 'ephemeral'
}

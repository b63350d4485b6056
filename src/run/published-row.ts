/** What the ledger remembers of a publication: definition, inputs with their versions, as_of. */
import type { BuiltNode, Manifest } from '../compile/manifest.ts'
import { type Elsewhere, standingOf } from '../plan/elsewhere.ts'
import { relationKind } from '../plan/relation-kind.ts'
import { stageSteps } from '../plan/stage-steps.ts'
import type { Reason } from '../plan/types.ts'
import {
  createInputs,
  definitionInput,
  type Inputs,
  type InputValues,
  isDefinition,
  type RecordedInputs,
  rememberedValues,
} from '../state/inputs.ts'
import { sourceVersion, UNKNOWN_VERSION } from '../state/source-version.ts'
import { staleReasons } from '../state/staleness.ts'
import type { CheckMade, Facets, Published, SourceToken } from '../state/types.ts'
import { type Definitions, type RunContext, standingInRun } from './context.ts'

/** The ledger's row of a node that is about to be published; it is told the moment when it is. */
export function publishedRow(
  context: RunContext,
  id: string,
  { rows, seconds }: Pick<Published, 'rows' | 'seconds'>,
): Omit<Published, 'publishedAt'> {
  const node = context.manifest.nodes.get(id) as BuiltNode
  const clones = cloned(context, id)
  // A copy is what it was copied from; a view is made again, on what this environment has.
  if (clones !== undefined && clones.kind !== 'view')
    return { ...clones, relation: node.relation, runId: context.runId, rows }
  const flaw = flawOf(context, id)
  return {
    id,
    relation: node.relation,
    kind: stageSteps(context.plan).get(id)!.materialized,
    runId: context.runId,
    definitionHash: context.definitions.of(id).hash,
    inputs: inputsInRun(context, id),
    version: context.versions.get(id)!,
    asOf: context.asOf,
    usesAsOf: context.inputs.useAsOf(id),
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

/** How what a run makes is read, and what it reads. */
export function inputsOfRun({
  manifest,
  plan,
  versions,
  definitions,
}: Pick<RunContext, 'manifest' | 'plan' | 'versions' | 'definitions'>): Inputs {
  return createInputs(manifest.graph, {
    holdsData: id => holdsData(manifest, id),
    readingOf: id => {
      if (!isView(manifest, id) || versions.has(id)) return undefined
      return plan.elsewhere?.nodes.has(id) ? 'elsewhere' : 'published'
    },
    usesAsOf: id => usesItself(definitions, manifest, id),
  })
}

function valuesInRun(context: RunContext): InputValues {
  const { manifest, versions, definitions } = context
  const { elsewhere } = context.plan
  return {
    versionOf: (id, read) => {
      if (manifest.nodes.get(id)?.kind === 'source')
        return versionOfSource(context.sourceTokens.get(id))
      if (read === 'elsewhere') return elsewhere?.published.get(id)?.version ?? ''
      const before = standingInRun(context, id)?.version ?? ''
      return read === 'staged' ? (versions.get(id) ?? before) : before
    },
    definitionOf: id => {
      const isText = versions.has(id) || isEphemeral(manifest, id)
      const standing = isText ? undefined : standingInRun(context, id)
      return standing === undefined
        ? definitionOf(definitions, manifest, id)
        : definitionInput(standing.definitionHash)
    },
  }
}

/** What would be recorded of a node of this run as what it is made from. */
export function inputsInRun(context: RunContext, id: string): RecordedInputs {
  return context.inputs.of(id, valuesInRun(context))
}

const versionOfSource = (token: SourceToken | undefined) =>
  token === undefined ? UNKNOWN_VERSION : sourceVersion(token)

/** What is recorded of a check that this run makes: on stages where they lie. */
export function checkInRun(context: RunContext, id: string): CheckMade {
  return { definitionHash: context.definitions.check(id), inputs: inputsInRun(context, id) }
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
  const { inputs, valuesFor } = inputsStanding(manifest, definitions, standing)
  return id => {
    const parents = manifest.graph.parents(id).join('\n')
    const found = known.get(parents) ?? inputs.of(id, valuesFor(id))
    known.set(parents, found)
    return { definitionHash: definitions.check(id), inputs: found }
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
    if (before.macros !== now.macros) return macroText(before.macroHashes, now.macroHashes)
    if (before.configs !== now.configs) return 'its config has changed'
    return 'its definition has changed'
  }
  const name = (id: string) => {
    const node = manifest.nodes.get(id)
    return node?.kind === 'source' ? `${node.sourceName}.${node.name}` : (node?.name ?? id)
  }
  const known = new WeakMap<Standing, StandingInputs>()
  const inputsOf = (standing: Standing): StandingInputs => {
    const found = known.get(standing) ?? inputsStanding(manifest, definitions, standing)
    known.set(standing, found)
    return found
  }
  return (id, standing) => {
    const node = manifest.nodes.get(id)
    if (node?.kind !== 'model' && node?.kind !== 'seed') return []
    const { inputs, valuesFor } = inputsOf(standing)
    const values = valuesFor(id)
    const published = standingOf(id, standing.published, standing.elsewhere)
    const now = { id, values, except: UNKNOWN_VERSION }
    const { staleAfter } = node.config
    const current = {
      definitionHash: definitions.of(id).hash,
      // To make the record of two hundred inputs takes longer than to see that it would be the same.
      inputs:
        published !== undefined && inputs.areStill(published.inputs, now)
          ? published.inputs
          : inputs.of(id, values),
      asOf,
      usesAsOf: inputs.useAsOf(id),
      ...(staleAfter === undefined ? {} : { staleAfter }),
    }
    const reasons = staleReasons(published, current, name).map(reason =>
      reason.code === 'definition' ? { ...reason, text: definitionText(published, id) } : reason,
    )
    return standing.elsewhere?.nodes.has(id)
      ? reasons.filter(reason => isOurDoing(reason, { published: published!, current, standing }))
      : reasons
  }
}

/** Which macros have changed, as far as it was recorded what they were. */
function macroText(before: Facets['macroHashes'], now: Facets['macroHashes']): string {
  const changed = Object.entries(now ?? {}).flatMap(([name, hash]) =>
    before !== undefined && before[name] !== hash ? [name] : [],
  )
  const [first, ...rest] = changed
  if (first === undefined) return 'a macro that it calls has changed'
  const last = rest.pop()
  return last === undefined
    ? `the macro ${first} has changed`
    : `the macros ${[first, ...rest].join(', ')} and ${last} have changed`
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

interface StandingInputs {
  readonly inputs: Inputs
  readonly valuesFor: (id: string) => InputValues
}

function inputsStanding(
  manifest: Manifest,
  definitions: Definitions,
  { published, sourceVersions, elsewhere }: Standing,
): StandingInputs {
  const standingFor = (id: string) => standingOf(id, published, elsewhere)
  const isSource = (id: string) => manifest.nodes.get(id)?.kind === 'source'
  const inputs = createInputs(manifest.graph, {
    holdsData: id => holdsData(manifest, id),
    readingOf: id => (isView(manifest, id) && elsewhere?.nodes.has(id) ? 'elsewhere' : undefined),
    usesAsOf: id => usesItself(definitions, manifest, id),
  })
  const values = rememberedValues({
    versionOf: (id, read) => {
      if (isSource(id)) return sourceVersions?.get(id) ?? UNKNOWN_VERSION
      if (read === 'elsewhere') return elsewhere?.published.get(id)?.version ?? ''
      return standingFor(id)?.version ?? ''
    },
    definitionOf: id => definitionOf(definitions, manifest, id),
  })
  const sourcesAsRead = (reader: string): InputValues => ({
    ...values,
    versionOf: (id, read) =>
      isSource(id) ? (standingFor(reader)?.inputs[id] ?? '') : values.versionOf(id, read),
  })
  return {
    inputs,
    valuesFor: sourceVersions === undefined ? sourcesAsRead : () => values,
  }
}

/** Tables and seeds hold data, and so do sources that no seed backs, and managed tables. */
function holdsData(manifest: Manifest, id: string): boolean {
  const node = manifest.nodes.get(id)
  if (node?.kind === 'source') return node.managed || node.backedBy === undefined
  const kind = relationKind(node)
  return kind === 'table' || kind === 'seed'
}

function definitionOf(
  definitions: Definitions,
  manifest: Manifest,
  id: string,
): string | undefined {
  const isModel = manifest.nodes.get(id)?.kind === 'model'
  return isModel ? definitionInput(definitions.of(id).hash) : undefined
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

/** What the parts of one run share: the engine, the ledger, the plan, and which nodes lie on a stage right now. */
import type { Adapter, StagingSession } from '../adapters/adapter.ts'
import type { Manifest, TestNode } from '../compile/manifest.ts'
import type { RenderedSql } from '../compile/render.ts'
import { relationElsewhere, standingOf } from '../plan/elsewhere.ts'
import { relationNode } from '../plan/relations-read.ts'
import { stageOf } from '../plan/stage-names.ts'
import type { Plan } from '../plan/types.ts'
import { printRelation, type RelationName } from '../sql/relation.ts'
import type { Inputs } from '../state/inputs.ts'
import type { Ledger } from '../state/ledger.ts'
import type { Facets, Published, SourceToken } from '../state/types.ts'
import type { RunEvent, RunOptions } from './types.ts'
import type { RowFailure } from './typescript/failures.ts'

/** A named moment at which fault tests may stop the process. */
export type FaultPoint = (point: string) => void | Promise<void>

/** What a model or seed is by its definition. */
export interface NodeDefinition {
  readonly hash: string
  readonly usesAsOf: boolean
}

/** Definition hashes, each made at the first question. */
export interface Definitions {
  of(id: string): NodeDefinition
  /** Of a model: its SQL on node ids, or a text for people; undefined for a seed. */
  text(id: string): string | undefined
  /** Reads the file of a seed, once. Nothing can be said of a seed before. */
  readSeed(id: string): Promise<void>
  /** Parts of a model or seed, each as a hash. */
  facets(id: string): Facets
  /** The hash of a check. */
  check(id: string): string
  /** What the hash of a model would be with another text, and without the declared types of some columns. */
  withText(id: string, text: string, without: readonly string[]): string
  /** A check's own SQL on node ids; undefined for built-in ones. */
  checkText(id: string): string | undefined
}

/** Renders a node on the relations that `relation` gives. */
export type RenderNode = (
  id: string,
  relation: (id: string) => string,
  thisRelation?: string,
) => RenderedSql

/** Renders a text that is no file of its own, such as a hook. */
export type RenderText = (
  text: string,
  options: {
    readonly file: string
    readonly relation: (id: string) => string
    readonly thisRelation?: string
  },
) => RenderedSql

/** Renders a singular test or a user's generic test; `model` is what `{{model}}` becomes. */
export type RenderTest = (
  test: TestNode,
  relation: (id: string) => string,
  model: string | undefined,
) => RenderedSql

/** What a run takes from its surroundings: renderers, hashes, time, who watches. */
export interface Surroundings {
  readonly now: () => Date
  readonly emit: (event: RunEvent) => void
  readonly at: FaultPoint
  /** From now on this value is masked in all that is printed. */
  readonly hide: (secret: string) => void
  readonly render: RenderNode
  readonly renderText: RenderText
  readonly renderTest: RenderTest
  readonly definitions: Definitions
}

export interface RunContext extends Surroundings {
  readonly manifest: Manifest
  readonly adapter: Adapter
  /** Where stages are built and checked: the engine, or with `consistency: snapshot` one transaction of it. */
  readonly staging: StagingSession
  readonly ledger: Ledger
  readonly plan: Plan
  readonly options: RunOptions
  readonly runId: string
  readonly asOf: string
  /** What stood before the run. */
  readonly published: ReadonlyMap<string, Published>
  /** Nodes whose stage exists and is not published yet. */
  readonly staged: Set<string>
  /** Nodes that this run has published, and whether their stage became the published relation. */
  readonly publishedNow: Map<string, 'swap' | 'in place'>
  /** The version that each node of this run gets when it is published. */
  readonly versions: Map<string, string>
  /** What nodes of this run are made from. */
  readonly inputs: Inputs
  /** What was known of the sources before the first stage. */
  readonly sourceTokens: Map<string, SourceToken>
  /** What became of the code of TypeScript models in this run, by node. */
  readonly scripts: Map<string, ScriptOutcome>
  readonly signal: AbortSignal
}

/** Rows that failed, and whether rows were left out for the budget. */
export interface ScriptOutcome {
  readonly failures: readonly RowFailure[]
  readonly leftOut: number
}

/** Where a node of this run is read: its stage while it lies there, else where readers see it. */
export function relationInRun(context: RunContext, id: string): RelationName {
  const source = context.manifest.nodes.get(id)
  const builder = source?.kind === 'source' ? (source.backedBy ?? id) : id
  if (context.staged.has(builder)) return stageOf(finalRelation(context.manifest, id))
  return readersRelation(context, id)
}

/** Where readers of this run's relations see a node: in another environment when this one does not have it. */
export function readersRelation({ manifest, plan }: RunContext, id: string): RelationName {
  return relationElsewhere(manifest, plan.elsewhere, id) ?? finalRelation(manifest, id)
}

/** What stood for a node before the run, where it is read. */
export function standingInRun({ plan, published }: RunContext, id: string): Published | undefined {
  return standingOf(id, published, plan.elsewhere)
}

/** Where readers see a node. */
export function finalRelation(manifest: Manifest, id: string): RelationName {
  const node = relationNode(manifest, id)
  if (node === undefined) throw new Error(`${id} has no relation`)
  return node.relation
}

/** SQL of a node on what this run reads, with its own stage as `{{this}}`. */
export function renderInRun(context: RunContext, id: string): RenderedSql {
  return context.render(id, parent => printRelation(relationInRun(context, parent)))
}

/** Statements that run at one time. */
export function threadsOf({ adapter, manifest }: RunContext): number {
  if (readsOneMoment(manifest)) return 1
  return adapter.capabilities.parallelStatements.supported ? manifest.project.target.threads : 1
}

/** All stages and checks of a run see the database at one moment. */
export function readsOneMoment(manifest: Manifest): boolean {
  return manifest.project.target.consistency === 'snapshot'
}

/**
 * Project -> Manifest: names, config, references, tests and the graph. Nothing is rendered and no database is asked.
 * All problems are collected and thrown together.
 */
import { ModelError, modelError, Problems } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { buildGraph } from '../graph/build-graph.ts'
import type { Graph } from '../graph/graph.ts'
import type { Project, PropertiesDeclaration } from '../project/types.ts'
import { displayRelation } from '../sql/relation.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { nearest } from '../util/nearest.ts'
import type { Compilation } from './compile-context.ts'
import { compileDashboards } from './compile-dashboards.ts'
import { compileEndpoints } from './compile-endpoints.ts'
import { compileExposures } from './compile-exposures.ts'
import { draftModels, type ModelDraft } from './compile-models.ts'
import { compileSeedsAndSources } from './compile-sources.ts'
import { compileTests } from './compile-tests.ts'
import { readMacros } from './macros.ts'
import type { Manifest, ModelNode, Node, SeedNode, SourceNode } from './manifest.ts'
import { templateParser } from './parsed-templates.ts'
import { parentsOf, parentsOfTexts, union } from './resolve-parents.ts'
import { checkMacroBodies } from './used-macros.ts'

/**
 * Compiles a project; facts of templates come from the cache where their content is known.
 * @throws ProblemsError with everything that is wrong
 */
export async function compileProject(project: Project, cache: ContentCache): Promise<Manifest> {
  const problems = new Problems()
  const macroFiles = project.templates.filter(file => file.kind === 'macro')
  const compilation: Compilation = {
    project,
    cache,
    problems,
    macros: readMacros(macroFiles, cache, { problems, root: project.root }),
    nodes: new Map(),
    disabled: [],
    goodSchemas: new Set(),
    refs: new Map(),
    sources: new Map(),
    properties: {
      model: byName(project, 'model'),
      seed: byName(project, 'seed'),
      test: byName(project, 'test'),
    },
  }
  checkMacroProperties(compilation)
  checkMacroBodies(compilation)
  compileSeedsAndSources(compilation)
  addModels(compilation, draftModels(compilation))
  compileTests(compilation)
  compileExposures(compilation)
  compileEndpoints(compilation)
  compileDashboards(compilation)
  checkRelations(compilation)
  checkHooks(compilation)
  const graph = problems.list.length === 0 ? graphOf(compilation) : undefined
  problems.throwIfAny()
  const { nodes, macros, disabled } = compilation
  return Object.freeze({
    project,
    nodes,
    graph: graph!,
    macros,
    parse: templateParser(cache),
    disabled: Object.freeze(disabled),
  })
}

function byName({ properties }: Project, kind: PropertiesDeclaration['kind']) {
  const found = new Map<string, PropertiesDeclaration>()
  for (const entry of properties) if (entry.kind === kind) found.set(entry.name, entry)
  return found
}

function addModels(compilation: Compilation, drafts: readonly ModelDraft[]): void {
  for (const draft of drafts) {
    const parents = parentsOf(compilation, draft.template)
    const { preHooks, postHooks } = draft.config
    const hooks = preHooks.length + postHooks.length === 0 ? NONE : [...preHooks, ...postHooks]
    draft.dependsOn =
      hooks === NONE ? parents : union(parents, hookParents(compilation, draft, hooks))
    compilation.nodes.set(draft.id, Object.freeze(draft))
  }
}

const NONE: readonly never[] = Object.freeze([])

/** A hook may name its own model; that is no dependency. */
function hookParents(
  compilation: Compilation,
  model: ModelDraft,
  hooks: readonly string[],
): readonly string[] {
  const parents = parentsOfTexts(compilation, hooks, { path: model.path, at: model.place })
  return parents.filter(id => id !== model.id)
}

/** Entries of schema files for macros that do not exist. */
function checkMacroProperties({ project, macros, problems }: Compilation): void {
  const names = macros.all.map(macro => macro.name)
  for (const { name, place } of project.macros) {
    if (names.includes(name)) continue
    problems.add(
      modelError('M1101', { kind: 'macro', name, nearest: nearest(name, names) }, { place }),
    )
  }
}

/** Hooks of the run are templates too: what they name must be there. */
function checkHooks(compilation: Compilation): void {
  const { onRunStart, onRunEnd } = compilation.project.hooks
  const at = { file: 'project.yml', line: 1, column: 1 }
  parentsOfTexts(compilation, [...onRunStart, ...onRunEnd], { path: 'project.yml', at })
}

/** No two nodes may be one relation; a seed and the source that it backs are meant to be. */
function checkRelations({ nodes, problems }: Compilation): void {
  const taken = new Map<string, Map<string, RelationNode>>()
  for (const node of nodes.values()) {
    if (!hasOwnRelation(node)) continue
    const schema = node.relation.schema.toLowerCase()
    const inSchema = taken.get(schema) ?? new Map<string, RelationNode>()
    taken.set(schema, inSchema)
    const name = node.relation.name.toLowerCase()
    const first = inSchema.get(name)
    if (first === undefined) inSchema.set(name, node)
    else if (!areBothForeign(first, node)) {
      const relation = displayRelation(node.relation)
      const fields = { relation, name: node.name, first: first.path }
      problems.add(modelError('M1406', fields, { place: node.place }))
    }
  }
}

type RelationNode = ModelNode | SeedNode | SourceNode

function hasOwnRelation(node: Node): node is RelationNode {
  if (node.kind === 'source') return node.backedBy === undefined
  if (node.kind === 'model') return node.materialized !== 'ephemeral'
  return node.kind === 'seed'
}

/** Two names for one table that others own do no harm. */
function areBothForeign(a: RelationNode, b: RelationNode): boolean {
  return a.kind === 'source' && b.kind === 'source' && !a.managed && !b.managed
}

function graphOf({ nodes, problems }: Compilation): Graph | undefined {
  return problems.attempt(() => {
    try {
      return buildGraph(nodes.keys(), edgesOf(nodes), id => nodes.get(id)!.name)
    } catch (error) {
      throw error instanceof ModelError && error.code === 'M1401' ? placed(error, nodes) : error
    }
  })
}

function* edgesOf(nodes: ReadonlyMap<string, Node>): Generator<readonly [string, string]> {
  for (const node of nodes.values()) for (const parent of node.dependsOn) yield [parent, node.id]
}

/** The graph knows no files: the place of a circle is the reference in the child of its first step. */
function placed(error: ModelError, nodes: ReadonlyMap<string, Node>): ModelError {
  const [parent, child] = error.fields['cycle'] as readonly string[]
  const place = referencePlace([...nodes.values()], parent!, child ?? parent!)
  return modelError('M1401', { cycle: error.fields['cycle'] as string[] }, place ? { place } : {})
}

function referencePlace(nodes: readonly Node[], parent: string, child: string): Place | undefined {
  const reader = nodes.find(node => node.kind === 'model' && node.name === child) as ModelNode
  return reader?.template.references.find(({ names }) => names.join('.') === parent)?.place
}

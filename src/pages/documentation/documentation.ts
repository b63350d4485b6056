/** What the documentation shows of a project besides its state: indexes over the manifest, made once. Pure. */
import { entryContext } from '../../catalog/entry-context.ts'
import { macroId } from '../../catalog/macro-entry.ts'
import { endpointTitle } from '../../compile/endpoint.ts'
import type { MacroDefinition } from '../../compile/facts.ts'
import type { Manifest, Node, TestNode } from '../../compile/manifest.ts'
import type { LineageGraph } from '../lineage/neighbourhood.ts'
import { type SearchEntry, type SearchIndex, searchIndex } from '../search/find.ts'

export interface Documentation {
  readonly manifest: Manifest
  /** Macros of the project by id; those that come with the tool are documented with it. */
  readonly macros: ReadonlyMap<string, MacroDefinition>
  /** What schema files say of macros, by name. */
  readonly macroDescriptions: ReadonlyMap<string, string>
  /** Ids of the models, tests and endpoints that use a macro, by its id. */
  readonly macroUsers: ReadonlyMap<string, readonly string[]>
  /** Tests by the node that they are declared on, or that they read. */
  readonly testsOf: ReadonlyMap<string, readonly TestNode[]>
  /** Without tests. */
  readonly lineage: LineageGraph
  search(): SearchIndex
}

const MADE = new WeakMap<Manifest, Documentation>()

/** Of a manifest; made once for it. */
export function documentationOf(manifest: Manifest): Documentation {
  const known = MADE.get(manifest)
  if (known !== undefined) return known
  const made = makeDocumentation(manifest)
  MADE.set(manifest, made)
  return made
}

function makeDocumentation(manifest: Manifest): Documentation {
  const { graph, nodes, project } = manifest
  const macros = macrosOf(manifest)
  const isTest = (id: string) => nodes.get(id)?.kind === 'test'
  let search: SearchIndex | undefined
  const documentation: Documentation = {
    manifest,
    macros,
    macroDescriptions: new Map(project.macros.map(one => [one.name, one.description])),
    macroUsers: macroUsersOf(manifest, macros),
    testsOf: testsOf(manifest),
    lineage: {
      has: id => graph.has(id),
      parents: id => graph.parents(id),
      children: id => graph.children(id).filter(child => !isTest(child)),
    },
    search: () => {
      search ??= searchIndex(searchEntries(documentation))
      return search
    },
  }
  return documentation
}

function macrosOf(manifest: Manifest): ReadonlyMap<string, MacroDefinition> {
  const context = entryContext(manifest, { generatedAt: '', database: '' } as never)
  const own = manifest.macros.all.filter(({ standard }) => !standard)
  return new Map(own.map(macro => [macroId(macro, context), macro]))
}

function macroUsersOf(
  { nodes }: Manifest,
  macros: ReadonlyMap<string, MacroDefinition>,
): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>()
  for (const node of nodes.values()) {
    const used = new Set(templateOf(node)?.macros ?? [])
    for (const name of used) users.set(name, [...(users.get(name) ?? []), node.id])
  }
  return new Map([...macros].map(([id, { name }]) => [id, users.get(name) ?? []]))
}

function testsOf({ nodes }: Manifest): ReadonlyMap<string, readonly TestNode[]> {
  const tests = new Map<string, TestNode[]>()
  for (const node of nodes.values()) {
    if (node.kind !== 'test') continue
    const { definition } = node
    const on = definition.kind === 'generic' ? [definition.attachedTo] : node.dependsOn
    for (const id of on) {
      const known = tests.get(id)
      if (known === undefined) tests.set(id, [node])
      else known.push(node)
    }
  }
  return tests
}

/** The template of a node that is one. */
export function templateOf(node: Node) {
  if (node.kind === 'model') return node.template
  if (node.kind === 'test' && node.definition.kind === 'singular') return node.definition.template
  if (node.kind === 'endpoint' && node.definition.kind === 'statement')
    return node.definition.template
  return undefined
}

/** What people call a node. */
export function nodeName(node: Node): string {
  if (node.kind === 'source') return `${node.sourceName}.${node.name}`
  return node.kind === 'endpoint' ? endpointTitle(node) : node.name
}

/** Where it is: its schema, else its file. */
export function nodeWhere(node: Node): string {
  return 'relation' in node ? node.relation.schema : node.path
}

/** The path of its page. */
export function nodePath(id: string): string {
  return `/nodes/${encodeURIComponent(id)}`
}

/** What makes a model: view, table, ephemeral; for others their kind. */
export function materializationOf(node: Node): string {
  if (node.kind === 'model')
    return node.script === undefined ? node.materialized : `typescript ${node.materialized}`
  if (node.kind === 'source') return node.managed ? 'managed table' : 'source'
  return node.kind
}

/** A generic test is found with the node that it is declared on. */
function searchEntries(documentation: Documentation): readonly SearchEntry[] {
  const { manifest, macros, macroDescriptions } = documentation
  const entries: SearchEntry[] = []
  for (const node of manifest.nodes.values()) {
    if (node.kind === 'test' && node.definition.kind === 'generic') continue
    const columns = 'columns' in node ? node.columns : []
    const said = [node.description, ...columns.map(({ description }) => description)]
    const description = said.filter(text => text !== '').join('\n')
    const names = columns.map(({ name }) => name).join(' ')
    entries.push([node.id, node.kind, nodeName(node), nodeWhere(node), names, description])
  }
  for (const [id, macro] of macros) {
    const { name, path, parameters } = macro
    const description = macroDescriptions.get(name) ?? ''
    entries.push([id, 'macro', name, path, parameters.join(' '), description])
  }
  return entries
}

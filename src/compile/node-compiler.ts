/**
 * Renders the nodes of a manifest: references to the relations that the caller names, ephemerals put before the
 * statement as common table expressions. Asks no database.
 */
import type { Place } from '../errors/place.ts'
import { quoteIdentifier } from '../sql/relation.ts'
import type { Value } from '../util/value.ts'
import type { TemplateText } from './facts.ts'
import type { Manifest, TestNode } from './manifest.ts'
import { oneStatement } from './one-statement.ts'
import { resolveReference } from './references.ts'
import type { RenderContext, RenderedSql } from './render.ts'
import { renderTemplate, renderTest } from './render-template.ts'
import { type CommonTableExpression, injectCtes } from './segments.ts'

/** SQL text of a node that has a relation. */
export type RelationText = (id: string) => string

export interface NodeCompiler {
  /** The SELECT of a model, or of a singular test. */
  node(id: string, relation: RelationText, thisRelation?: string): RenderedSql
  /** The same without its ephemerals: they are named by `relation` too. For definitions, which stand apart. */
  own(id: string, relation: RelationText, thisRelation?: string): RenderedSql
  /** A text that is no file, such as a hook or an inline query. */
  text(template: TemplateText, relation: RelationText, thisRelation?: string): RenderedSql
  /** The statement of an endpoint; `parameter` names the places of its bound values. */
  endpoint(
    template: TemplateText,
    relation: RelationText,
    parameter: (name: string, place: Place) => string,
  ): RenderedSql
  /** A singular test, or a user's generic test over `model` (SQL text). */
  test(test: TestNode, relation: RelationText, model: string | undefined): RenderedSql
}

/** What a rendering sees beside the manifest. */
export interface CompilerSettings {
  /** Effective vars, with as_of. */
  readonly vars: Readonly<Record<string, Value>>
  readonly isIncremental: boolean
}

/** A compiler for one set of vars. */
export function nodeCompiler(manifest: Manifest, settings: CompilerSettings): NodeCompiler {
  const base = {
    ...baseContext(manifest, settings),
    resolveReference: (kind: 'ref' | 'source', names: readonly string[], place: Place) =>
      resolveReference(manifest, { kind, names }, place),
  }
  const render = (
    relation: RelationText,
    thisRelation: string | undefined,
    work: (context: RenderContext) => RenderedSql,
  ): RenderedSql => {
    const ephemerals = new Map<string, CommonTableExpression>()
    const context = { ...base, ...(thisRelation === undefined ? {} : { thisRelation }) }
    const readable = (id: string): string => {
      const node = manifest.nodes.get(id)
      if (node?.kind !== 'model' || node.materialized !== 'ephemeral') return relation(id)
      const name = quoteIdentifier(`${node.name}__ephemeral`)
      if (!ephemerals.has(id)) {
        const sql = renderNode(node.template, { ...context, relation: readable })
        // Set after rendering: what it reads itself comes before it.
        ephemerals.set(id, { name, sql })
      }
      return name
    }
    const rendered = work({ ...context, relation: readable })
    return injectCtes(rendered, [...ephemerals.values()])
  }
  return {
    node: (id, relation, thisRelation) =>
      render(relation, thisRelation, context => renderNode(templateOf(manifest, id), context)),
    own: (id, relation, thisRelation) =>
      renderNode(templateOf(manifest, id), {
        ...base,
        relation,
        ...(thisRelation === undefined ? {} : { thisRelation }),
      }),
    text: (template, relation, thisRelation) =>
      render(relation, thisRelation, context => renderTemplate(template, context)),
    endpoint: (template, relation, parameter) =>
      render(relation, undefined, context => renderNode(template, { ...context, parameter })),
    test: (test, relation, model) =>
      render(relation, undefined, context => renderTestNode(manifest, test, { context, model })),
  }
}

function renderNode(template: TemplateText, context: RenderContext): RenderedSql {
  return oneStatement(renderTemplate(template, context), template)
}

function templateOf(manifest: Manifest, id: string): TemplateText {
  const node = manifest.nodes.get(id)
  if (node?.kind === 'model') return node.template
  if (node?.kind === 'test' && node.definition.kind === 'singular') return node.definition.template
  throw new Error(`${id} has no template`)
}

function renderTestNode(
  manifest: Manifest,
  test: TestNode,
  { context, model }: { readonly context: RenderContext; readonly model: string | undefined },
): RenderedSql {
  const { definition } = test
  if (definition.kind === 'singular') return renderNode(definition.template, context)
  const macro = manifest.macros.findTest(definition.test, context.adapter)
  if (macro === undefined) throw new Error(`${definition.test} is no generic test of the project`)
  const references = Object.entries(definition.references).map(
    ([name, id]) => [name, context.relation(id)] as const,
  )
  const values: Record<string, Value> = {
    ...definition.declaration.arguments,
    ...Object.fromEntries(references),
    ...(model === undefined ? {} : { model }),
    ...(definition.column === undefined ? {} : { column: quoteIdentifier(definition.column) }),
  }
  return renderTest(macro, { values, place: test.place }, context)
}

function baseContext(
  manifest: Manifest,
  settings: CompilerSettings,
): Omit<RenderContext, 'relation' | 'resolveReference'> {
  const { project } = manifest
  const { target } = project
  return {
    isIncremental: settings.isIncremental,
    vars: settings.vars,
    env: project.env,
    target: {
      name: target.name,
      adapter: target.adapter,
      schema: target.schema,
      schema_prefix: target.schemaPrefix,
    },
    adapter: target.adapter,
    macros: manifest.macros,
    parse: manifest.parse,
  }
}

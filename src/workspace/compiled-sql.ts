/** SQL of nodes on published names, for people and artifacts. */
import { checkQuery } from '../checks/check-query.ts'
import type { CheckContext } from '../checks/types.ts'
import type { Manifest, TestNode } from '../compile/manifest.ts'
import type { NodeCompiler } from '../compile/node-compiler.ts'
import type { RenderedSql } from '../compile/render.ts'
import { type Elsewhere, relationElsewhere } from '../plan/elsewhere.ts'
import { relationNode } from '../plan/relations-read.ts'
import { printRelation } from '../sql/relation.ts'

/** The published relation of a node as SQL text, wherever it is read. */
export function publishedRelation(
  manifest: Manifest,
  elsewhere?: Elsewhere | undefined,
): (id: string) => string {
  return id => {
    const there = relationElsewhere(manifest, elsewhere, id)
    if (there !== undefined) return printRelation(there)
    const node = relationNode(manifest, id)
    if (node === undefined) throw new Error(`${id} has no relation`)
    return printRelation(node.relation)
  }
}

interface Asked {
  readonly id: string
  readonly asOf: string
  readonly elsewhere?: Elsewhere
}

/** A model's SELECT (or its code, in TypeScript), a test's query for failing rows, or a SELECT of all of a seed or source. */
export function compilePublished(
  manifest: Manifest,
  compiler: NodeCompiler,
  { id, asOf, elsewhere }: Asked,
): RenderedSql {
  const node = manifest.nodes.get(id)
  const relation = publishedRelation(manifest, elsewhere)
  // Code is what it is: nothing becomes of it.
  if (node?.kind === 'model' && node.script !== undefined) return asRendered(node.template.text)
  if (node?.kind === 'model') return compiler.node(id, relation)
  if (node?.kind === 'test')
    return asRendered(publishedCheck(manifest, compiler, { test: node, asOf, published: relation }))
  return asRendered(`select * from ${relation(id)}`)
}

/** What `show` asks: code is not run for it, so the relation of a model in TypeScript is read. */
export function compileShown(
  manifest: Manifest,
  compiler: NodeCompiler,
  asked: Asked,
): RenderedSql {
  const node = manifest.nodes.get(asked.id)
  if (node?.kind !== 'model' || node.script === undefined)
    return compilePublished(manifest, compiler, asked)
  return asRendered(`select * from ${publishedRelation(manifest, asked.elsewhere)(asked.id)}`)
}

/** A text template of the user's. */
export function compileText(
  manifest: Manifest,
  compiler: NodeCompiler,
  { text, elsewhere }: { readonly text: string; readonly elsewhere: Elsewhere | undefined },
): RenderedSql {
  return compiler.text({ path: 'inline', text }, publishedRelation(manifest, elsewhere))
}

function publishedCheck(
  manifest: Manifest,
  compiler: NodeCompiler,
  {
    test,
    asOf,
    published,
  }: {
    readonly test: TestNode
    readonly asOf: string
    readonly published: (id: string) => string
  },
): string {
  const relation = (id: string) => {
    const node = manifest.nodes.get(id)
    const isEphemeral = node?.kind === 'model' && node.materialized === 'ephemeral'
    return isEphemeral ? `(\n${compiler.node(id, published).text}\n)` : published(id)
  }
  const context: CheckContext = {
    relation,
    asOf,
    renderText: text => compiler.text({ path: test.path, text, at: test.place }, published).text,
    renderTest: (node, model) => compiler.test(node, published, model).text,
  }
  return checkQuery(test, context).sql
}

/** Text that was rendered elsewhere. */
export function asRendered(text: string): RenderedSql {
  const used = { vars: [], env: [], macros: [], target: false, isIncremental: false }
  return { text, segments: [], used }
}

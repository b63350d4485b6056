/** Definition hashes of a project: its templates rendered on node ids, so that target and time leave no trace. */
import type { Manifest, ModelNode } from '../compile/manifest.ts'
import { nodeCompiler } from '../compile/node-compiler.ts'
import type { Definitions } from '../run/context.ts'
import { createDefinitions, type DefinitionRenderer } from '../run/definitions.ts'
import { quoteIdentifier } from '../sql/relation.ts'
import { AS_OF_PLACEHOLDER } from '../state/definition-hash.ts'

/** Hashes for the models of a project and for these seeds, whose files are read now. */
export function projectDefinitions(
  manifest: Manifest,
  seeds: readonly string[],
): Promise<Definitions> {
  const vars = { ...manifest.project.vars, as_of: AS_OF_PLACEHOLDER }
  const full = nodeCompiler(manifest, { vars, isIncremental: false })
  const incremental = nodeCompiler(manifest, { vars, isIncremental: true })
  const renderer: DefinitionRenderer = {
    model(node, { isIncremental }) {
      const compiler = isIncremental ? incremental : full
      const { text, used } = compiler.own(node.id, quoteIdentifier, quoteIdentifier(node.id))
      const usesAsOf = used.vars.includes('as_of')
      return { text, usesAsOf, asksIncremental: used.isIncremental }
    },
    text: (node: ModelNode, text) =>
      full.text({ path: node.path, text }, quoteIdentifier, quoteIdentifier(node.id)).text,
  }
  return createDefinitions(manifest, renderer, seeds)
}

/** Writes the files of nodes that have `export` in their config, once what they hold is published. */
import { join } from 'node:path'
import { DatabaseError } from '../../adapters/database-error.ts'
import type { BuiltNode } from '../../compile/manifest.ts'
import { ModelError } from '../../errors/model-error.ts'
import type { RunContext } from '../context.ts'
import { exportToFile } from './export-relation.ts'

/** Readers see the relations already: a file that cannot be written is said, and takes nothing back. */
export async function exportPublished(context: RunContext, ids: readonly string[]): Promise<void> {
  const { manifest, adapter, emit, signal, plan, options } = context
  // Neither is what the file is for.
  if (options.empty || plan.command === 'clone') return
  for (const id of ids) {
    const node = manifest.nodes.get(id) as BuiltNode
    const wanted = node.config.export
    if (wanted === undefined || signal.aborted) continue
    const { format, out, orderBy } = wanted
    const request = { relation: node.relation, format, safe: false, orderBy, signal }
    try {
      const { rows } = await exportToFile(adapter, request, join(manifest.project.exportPath, out))
      emit({ kind: 'note', node: id, message: `Wrote ${rows} rows of ${node.name} to ${out}` })
    } catch (error) {
      if (!(error instanceof ModelError) && !(error instanceof DatabaseError)) throw error
      emit({ kind: 'warning', code: 'export_failed', message: `${node.name}: ${error.message}` })
    }
  }
}

/** `model export`: a node's published relation as a file, or as text for stdout. */
import type { Adapter } from '../adapters/adapter.ts'
import type { Node } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import { type ExportFormat, FORMATS } from '../run/export/encoder.ts'
import { type Exported, exportToFile, exportToText } from '../run/export/export-relation.ts'

export interface NodeExport {
  readonly format?: ExportFormat
  /** Absolute path of the file; or what takes the text. */
  readonly out: string | ((text: string) => void | Promise<void>)
  readonly safe: boolean
  readonly bom?: boolean
  readonly orderBy: readonly string[]
  readonly signal?: AbortSignal
}

/** @throws ModelError M3501 to M3505, M5014 for a node without a relation. */
export async function exportNode(
  adapter: Adapter,
  node: Node,
  { format, out, ...request }: NodeExport,
): Promise<Exported> {
  if (!('relation' in node) || (node.kind === 'model' && node.materialized === 'ephemeral'))
    throw modelError('M5009', { command: 'export', count: 0, names: [node.name] })
  const { relation } = node
  if (typeof out === 'string')
    return exportToFile(adapter, { ...request, relation, format: format ?? formatOf(out) }, out)
  if (format === undefined) throw modelError('M3502', { out: '-', formats: FORMATS })
  if (format === 'parquet') throw modelError('M3504', { format })
  return exportToText(adapter, { ...request, relation, format }, out)
}

function formatOf(out: string): ExportFormat {
  const ending = out.slice(out.lastIndexOf('.') + 1).toLowerCase()
  const format = FORMATS.find(known => known === ending)
  if (format === undefined) throw modelError('M3502', { out, formats: FORMATS })
  return format
}

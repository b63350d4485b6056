/** Compares what a CI run has built with what stands in the environment that it is compared with. */
import type { Adapter } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import type { BuiltNode, Manifest } from '../compile/manifest.ts'
import { diffRelation } from '../diff/diff-relation.ts'
import { type DiffRow, diffRow, uncomparedRow } from '../diff/diff-row.ts'
import { declaredKeys } from '../diff/find-keys.ts'
import type { Elsewhere } from '../plan/elsewhere.ts'
import { stageOf } from '../plan/stage-names.ts'
import { relationKey } from '../sql/relation.ts'

export interface CompareRequest {
  readonly manifest: Manifest
  readonly adapter: Adapter
  /** What stands in the other environment. */
  readonly elsewhere: Elsewhere
  /** Built nodes, with their rows as far as they are known. */
  readonly built: ReadonlyMap<string, number | null>
  /** Of these, those that were not published; without a stage they are not compared. */
  readonly onStage: ReadonlySet<string>
  /** Differing cells and rows shown of a relation. */
  readonly limit: number
  /** Relations with more rows are not compared. */
  readonly mostRows: number
  readonly signal?: AbortSignal
  readonly onRelation: (id: string, index: number) => void
}

/** A row for each built relation that the other environment has too. */
export async function compareBuilt(request: CompareRequest): Promise<readonly DiffRow[]> {
  const { manifest, adapter, elsewhere, built } = request
  const ids = [...built.keys()].filter(id => elsewhere.published.has(id))
  const nodes = ids.map(id => manifest.nodes.get(id) as BuiltNode)
  const there = ids.map(id => elsewhere.published.get(id)!.relation)
  const here = nodes.map(({ id, relation }) =>
    request.onStage.has(id) ? stageOf(relation) : relation,
  )
  const schemas = [...here, ...there].map(({ schema }) => schema)
  const { relations } = await adapter.introspect([...new Set(schemas)])
  const keysOf = declaredKeys(manifest)
  const rows: DiffRow[] = []
  for (const [index, node] of nodes.entries()) {
    if (request.signal?.aborted) break
    request.onRelation(node.id, index)
    const pair = { id: node.id, kind: node.kind, here: here[index]!, there: there[index]! }
    const side = (relation: BuiltNode['relation']) => {
      const columns = relations.get(relationKey(relation))?.columns
      return columns && { reader: adapter, relation, columns }
    }
    const own = side(pair.here)
    const other = side(pair.there)
    if (own === undefined && request.onStage.has(node.id)) continue
    const many = tooMany(request, node.id)
    if (many !== undefined) rows.push(uncomparedRow(pair, 'skipped', many))
    else if (own === undefined || other === undefined)
      rows.push(uncomparedRow(pair, 'missing', `target ${elsewhere.target} does not have it`))
    else {
      rows.push(
        await compareOne(pair, () =>
          diffRelation(own, other, {
            keys: keysOf(node),
            ignored: [],
            limit: request.limit,
            ...(request.signal && { signal: request.signal }),
          }),
        ),
      )
    }
  }
  return rows
}

async function compareOne(
  pair: Parameters<typeof diffRow>[0],
  compare: () => ReturnType<typeof diffRelation>,
): Promise<DiffRow> {
  try {
    return diffRow(pair, await compare())
  } catch (error) {
    // One relation that cannot be read does not keep the others from being compared.
    if (error instanceof DatabaseError) return uncomparedRow(pair, 'error', error.message)
    throw error
  }
}

/** Why a relation is not read row by row. */
function tooMany({ built, elsewhere, mostRows }: CompareRequest, id: string): string | undefined {
  const rows = Math.max(built.get(id) ?? 0, elsewhere.published.get(id)?.rows ?? 0)
  if (rows <= mostRows) return undefined
  return `${rows} rows are more than are compared (--most-rows ${mostRows})`
}

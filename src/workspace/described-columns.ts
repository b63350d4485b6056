/** The columns that relations have in the database now, with their types. */
import type { Adapter } from '../adapters/adapter.ts'
import type { Manifest } from '../compile/manifest.ts'
import { relationNode } from '../plan/relations-read.ts'
import { relationKey } from '../sql/relation.ts'

export interface DescribedColumn {
  readonly name: string
  readonly type: string
}

/** By node id; nodes whose relation is not there are left out. */
export async function describeColumns(
  manifest: Manifest,
  adapter: Adapter,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly DescribedColumn[]>> {
  const asked = ids.flatMap(id => {
    const relation = relationNode(manifest, id)?.relation
    return relation === undefined ? [] : [{ id, relation }]
  })
  if (asked.length === 0) return new Map()
  const schemas = new Set(asked.map(({ relation }) => relation.schema))
  const names = asked.length > 100 ? undefined : asked.map(({ relation }) => relation.name)
  const { relations } = await adapter.introspect([...schemas], names)
  const found = asked.flatMap(({ id, relation }) => {
    const fact = relations.get(relationKey(relation))
    if (fact === undefined) return []
    return [[id, fact.columns.map(({ name, type }) => ({ name, type }))] as const]
  })
  return new Map(found)
}

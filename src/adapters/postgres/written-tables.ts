/** Which tables a statement writes: read from its plan, which names them whatever the text does. Pure. */
import type { RelationName } from '../../sql/relation.ts'

/** Put before the statement. Nothing is executed, and a transaction that only reads is enough. */
export const EXPLAIN = 'explain (verbose, format json) '

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Schema?: string
  readonly 'Target Tables'?: readonly PlanNode[]
  readonly Plans?: readonly PlanNode[]
}

/** The tables, from the row that the statement answers with {@link EXPLAIN} before it. */
export function writtenTables(row: Readonly<Record<string, unknown>>): readonly RelationName[] {
  const [value] = Object.values(row)
  const plans = (typeof value === 'string' ? JSON.parse(value) : value) as readonly {
    readonly Plan: PlanNode
  }[]
  const found: RelationName[] = []
  const waiting = plans.map(({ Plan }) => Plan)
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node['Node Type'] === 'ModifyTable')
      for (const table of [node, ...(node['Target Tables'] ?? [])])
        if (table['Relation Name'] !== undefined)
          found.push({ schema: table.Schema ?? '', name: table['Relation Name'] })
    waiting.push(...(node.Plans ?? []))
  }
  return found
}

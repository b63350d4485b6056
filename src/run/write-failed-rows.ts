/** Replaces the tables of failed rows, in the transaction that publishes their models. */
import type { Session } from '../adapters/adapter.ts'
import type { ModelNode } from '../compile/manifest.ts'
import { failedRows } from '../plan/failed-rows.ts'
import { printRelation, type RelationName } from '../sql/relation.ts'
import type { Published } from '../state/types.ts'
import type { RunContext } from './context.ts'
import { newVersion } from './version.ts'

const COLUMNS = [
  { name: 'key', type: 'text', notNull: true },
  { name: 'kind', type: 'text', notNull: true },
  { name: 'message', type: 'text', notNull: true },
  { name: 'attempts', type: 'integer', notNull: true },
  { name: 'failed_at', type: 'timestamptz', notNull: true },
  { name: 'row', type: 'text', notNull: true },
]

/** The ledger's rows of the tables that were written. A table is made with the first failure, and emptied by a run without one. */
export async function writeFailedRows(
  context: RunContext,
  session: Session,
  ids: readonly string[],
): Promise<readonly Omit<Published, 'publishedAt'>[]> {
  const written: Omit<Published, 'publishedAt'>[] = []
  for (const id of ids) {
    const outcome = context.scripts.get(id)
    const table = outcome && failedRows(context.manifest.nodes.get(id) as ModelNode)
    if (outcome === undefined || table === undefined) continue
    if (outcome.failures.length === 0 && !context.published.has(table.id)) continue
    await replaceRows(context, session, { relation: table.relation, rows: outcome.failures })
    written.push(ledgerRow(context, { ...table, rows: outcome.failures.length }))
  }
  return written
}

async function replaceRows(
  { adapter }: RunContext,
  session: Session,
  { relation, rows }: { readonly relation: RelationName; readonly rows: readonly object[] },
): Promise<void> {
  const { dialect } = adapter
  const typed = COLUMNS.map(column => ({ ...column, type: dialect.typeName(column.type) }))
  const create = dialect.createTable(relation, typed, { ifNotExists: true, constraints: [] })
  const name = printRelation(relation)
  await session.execute([create, `delete from ${name}`].join(';\n'))
  if (rows.length === 0) return
  const insert = `insert into ${name} select * from json_populate_recordset(null::${name}, $1)`
  await session.query(insert, [JSON.stringify(rows)])
}

function ledgerRow(
  context: RunContext,
  { id, relation, rows }: Pick<Published, 'id' | 'relation' | 'rows'>,
): Omit<Published, 'publishedAt'> {
  return {
    id,
    relation,
    kind: 'table',
    runId: context.runId,
    definitionHash: '',
    inputs: {},
    version: newVersion(),
    asOf: context.asOf,
    usesAsOf: false,
    rows,
  }
}

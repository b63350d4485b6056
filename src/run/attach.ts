/** What a published relation carries besides its rows: configured grants, and descriptions as comments. Pure text. */
import type { Dialect } from '../adapters/adapter.ts'
import type { BuiltNode } from '../compile/manifest.ts'

/** Statements for the publishing transaction, on the final relation; grants that stood before are kept. */
export function attachStatements(
  node: BuiltNode,
  kind: 'table' | 'view',
  dialect: Dialect,
): readonly string[] {
  const { relation, config } = node
  const grants = Object.entries(config.grants).flatMap(([privilege, roles]) =>
    roles.map(role => dialect.grant(relation, privilege, role)),
  )
  const comment =
    config.persistDocs.relation && node.description !== ''
      ? [dialect.comment(relation, kind, node.description)]
      : []
  const columns = config.persistDocs.columns
    ? node.columns.filter(column => column.description !== '')
    : []
  return [
    ...grants,
    ...comment,
    ...columns.map(column => dialect.commentColumn(relation, column.name, column.description)),
  ]
}

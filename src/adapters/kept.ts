/**
 * Tables that nothing can make anew, written down and made again: what an engine must know of a table to make it as it
 * was, and the SQL that reads its rows as CSV and writes it back. Pure text; files are the workspace's.
 */
import type { RelationName } from '../sql/relation.ts'
import type { Session } from './adapter.ts'

/** A column as it is made again. */
export interface KeptColumn {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  /** An expression. */
  readonly default?: string
  readonly identity?: 'always' | 'by default'
  /** The expression of a generated column: its values are not written down. */
  readonly generated?: string
}

/** A sequence that belongs to a column: of an identity, or of a serial. */
export interface KeptSequence {
  readonly column: string
  readonly relation: RelationName
  readonly type: string
  readonly increment: string
  /** The value given last; null before the first. */
  readonly last: string | null
}

/** A constraint or index by its definition. */
export interface KeptPart {
  readonly name: string
  readonly definition: string
  readonly kind: 'constraint' | 'foreign key' | 'index'
}

/** All that is needed to make a table as it was; comments, grants and triggers of others are not. */
export interface TableStructure {
  readonly relation: RelationName
  readonly columns: readonly KeptColumn[]
  readonly sequences: readonly KeptSequence[]
  readonly parts: readonly KeptPart[]
  /** It has the trigger that counts changes: an unchanged count means unchanged rows. */
  readonly counted: boolean
}

/** What an embedded engine knows about keeping tables. */
export interface KeptDialect {
  /** For the transaction that reads or writes: text forms of values that mean the same everywhere. */
  readonly settings: string
  /** By `relationKey`: a text that changes whenever the structure of the table does. Cheap, so that each run can ask. */
  structureMarks(
    session: Session,
    tables: readonly RelationName[],
  ): Promise<ReadonlyMap<string, string>>
  /** The structures of these tables; one that is not there is absent. */
  structures(session: Session, tables: readonly RelationName[]): Promise<readonly TableStructure[]>
  /** A query of one column: the rows of `query` as CSV records, in which NULL differs from ''. */
  csvRecords(query: string, columns: readonly string[]): string
  /** Statements before the rows are loaded: schema, sequences, table. */
  create(table: TableStructure): readonly string[]
  /** Statements after it: sequences go on where they were, constraints, indexes, the change counter; no foreign keys. */
  complete(table: TableStructure, changes: string | null): readonly string[]
  /** Statements that make its foreign keys. */
  foreignKeys(table: TableStructure): readonly string[]
  /** Lets the identity column of a loaded table go on behind its largest value. */
  continueIdentity(relation: RelationName, column: string): string
}

/** How engines differ in the SQL that they understand: pure functions from relations and columns to statements. */
import type { RelationName } from '../sql/relation.ts'
import type { KeptDialect } from './kept.ts'

/** How values are written so that they can be compared with those of another database. */
export interface ComparisonDialect {
  /**
   * A value as text that is equal wherever the value is: on every engine and version, under any setting and collation.
   * NULL stays NULL. With `decimals`, numbers with a fraction are rounded to so many; with `longest`, a longer text is
   * its beginning, its length and a digest.
   */
  text(
    expression: string,
    type: string,
    options?: { readonly decimals?: number; readonly longest?: number },
  ): string
  /** A value whose equality is that of its text, on one engine: the value itself wherever that will do. */
  value(expression: string, type: string): string
  /** Several texts as one, in which NULL differs from '' and no two lists are alike. */
  joined(texts: readonly string[]): string
  /** A whole number of 60 bits, the same on every engine for the same text. */
  hash(text: string): string
  /** Whether numbers of this type may have a fraction: a tolerance applies to them. */
  isFractional(type: string): boolean
}

/** SQL text that differs between engines; pure functions. */
export interface Dialect {
  createSchema(schema: string): string
  dropSchemaIfEmpty(schema: string): string
  createTableAs(
    relation: RelationName,
    select: string,
    options: { readonly unlogged: boolean; readonly empty: boolean },
  ): string
  /** A table as another one is: columns, defaults, indexes, constraints but foreign keys, comments, rows. */
  cloneTable(
    relation: RelationName,
    from: RelationName,
    options: { readonly unlogged: boolean },
  ): readonly string[]
  createView(relation: RelationName, select: string): string
  createTable(
    relation: RelationName,
    columns: readonly { readonly name: string; readonly type: string; readonly notNull: boolean }[],
    options: { readonly ifNotExists: boolean; readonly constraints: readonly string[] },
  ): string
  dropRelation(relation: RelationName, kind: 'table' | 'view'): string
  /** Drops all of these, in whatever order they depend on each other, and nothing else. */
  dropRelations(
    relations: readonly { readonly relation: RelationName; readonly kind: 'table' | 'view' }[],
  ): readonly string[]
  /** Adds nullable columns. */
  addColumns(
    relation: RelationName,
    columns: readonly { readonly name: string; readonly type: string }[],
  ): string
  createIndex(
    relation: RelationName,
    index: { readonly columns: readonly string[]; readonly unique: boolean },
  ): string
  analyze(relations: readonly RelationName[]): string
  /** What tells the planner of a new table with so many rows (null: unknown); nothing where it plans as well without. */
  statistics(relation: RelationName, rows: number | null): readonly string[]
  /** `create ... trigger` and its counter for a managed table; the counter is read by state/. */
  changeCounter(relation: RelationName): readonly string[]
  /** The same for somebody else's table, and a notice for each change. What is there stays as it is. */
  installChangeNotice(relation: RelationName): readonly string[]
  /** Takes the notice away, and unless the table is `managed` its counter; what nobody uses any more goes too. */
  removeChangeNotice(
    relation: RelationName,
    options: { readonly managed: boolean },
  ): readonly string[]
  grant(relation: RelationName, privilege: string, role: string): string
  comment(relation: RelationName, kind: 'table' | 'view', text: string): string
  commentColumn(relation: RelationName, column: string, text: string): string
  /** Maps a declared type to the engine's own text (`timestamptz` stays, `string` becomes `text`). */
  typeName(declared: string): string
  readonly comparison: ComparisonDialect
  readonly kept: KeptDialect
}

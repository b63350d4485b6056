/** What a publication has to know before it touches anything. Data alone; publication-sql.ts asks, dependents.ts reads. */
import type { RelationName } from '../../sql/relation.ts'
import type { RelationFact } from '../adapter.ts'

/** A relation with all that has to be written again when it is re-created. */
export interface PublicationRelation {
  readonly relation: RelationName
  readonly kind: RelationFact['kind']
  readonly partitioned: boolean
  readonly owner: string
  /** May this role alter it? */
  readonly owned: boolean
  /** It belongs to this very role, as what it makes does. */
  readonly byThisRole: boolean
  /** May its owner have relations in its schema? */
  readonly ownerMayCreate: boolean
  /** A temporary view of a session: no other session can write it again. */
  readonly temporary: boolean
  readonly columns: readonly PublicationColumn[]
  /** Of views: the query, every name qualified. */
  readonly definition: string | undefined
  /** Storage options; of views also security_invoker, security_barrier and the check option. */
  readonly options: readonly (readonly [name: string, value: string])[]
  readonly grants: readonly Grant[]
  readonly comment: string | undefined
  readonly columnComments: readonly (readonly [column: string, comment: string])[]
  /** Clauses of `alter column`: `set statistics 500`. */
  readonly settings: readonly (readonly [column: string, clause: string])[]
  readonly parts: readonly Part[]
  /** `full`, `nothing`; undefined for the default, and where an index says it. */
  readonly replicaIdentity: 'full' | 'nothing' | undefined
  /** Changes when the relation, its grants, or what depends on it do. */
  readonly version: string
}

export interface PublicationColumn {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  readonly generated: boolean
  /** Of texts. */
  readonly collation: string | null
}

export interface Grant {
  /** Undefined: everybody. */
  readonly grantee: string | undefined
  readonly privilege: string
  readonly grantable: boolean
  /** Undefined: the whole relation. */
  readonly column: string | undefined
}

/** An index or a constraint of a table. */
export interface Part {
  readonly kind: 'index' | 'unique index' | 'primary key' | 'foreign key' | 'constraint'
  readonly name: string
  /** `USING btree (a)`, `UNIQUE (a)`, `FOREIGN KEY (a) REFERENCES %(b)`. */
  readonly definition: string
  /** Those that it needs. */
  readonly columns: readonly string[]
  /** Of a foreign key: the table that it points at. */
  readonly references: RelationName | undefined
  /** Of an index. */
  readonly comment: string | undefined
}

/** A view, or a rule of a table, reads a relation directly, and names these columns of it. Relations by `relationKey`. */
export interface ViewRead {
  readonly view: string
  readonly on: string
  readonly columns: readonly string[]
}

/** Something that would stay with the old relation. */
export interface Obstacle {
  /** `relationKey`. */
  readonly on: string
  readonly kind: string
  /** For people. */
  readonly name: string
  /** Equal for things that stand equally on two tables; undefined: no other table can have it. */
  readonly likeness: string | undefined
  /** Of a foreign key: the `relationKey` of the table that has it. */
  readonly of: string | undefined
  /** Of a foreign key: the columns that it points at. */
  readonly key: readonly string[]
}

export interface PublicationFacts {
  /** With what is granted there on each new table of this role. */
  readonly schemas: ReadonlyMap<string, readonly Grant[]>
  readonly relations: ReadonlyMap<string, PublicationRelation>
  readonly reads: readonly ViewRead[]
  readonly obstacles: readonly Obstacle[]
}

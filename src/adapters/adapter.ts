/**
 * What an engine must do to be a target. Everything above talks to this interface; no driver is imported outside its
 * adapter's folder.
 *
 * Words: a *relation* is a table or view; a *stage* is a relation in `<schema>__stage`; *publish* moves stages to where
 * readers look. Statements are text for the engine as it stands; values are bound as $1, $2, ...
 */
import type { RelationName } from '../sql/relation.ts'
import type { Capabilities } from './capabilities.ts'
import type { KeptDialect } from './kept.ts'

export interface QueryResult<Row = Record<string, unknown>> {
  readonly rows: readonly Row[]
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Rows changed or returned, when the engine says so. */
  readonly rowCount: number | null
  /** Such as `SELECT` or `CREATE TABLE AS`. */
  readonly command: string
}

export interface StatementOptions {
  readonly signal?: AbortSignal
  /** Milliseconds. */
  readonly timeout?: number
  /** Of a stream: rows of a batch, at most. */
  readonly batch?: number
  /**
   * The answer depends on what is stored and on nothing else (no time, no random number, no settings), so an engine that
   * knows that nothing was written since may give the answer of before.
   */
  readonly remember?: boolean
  /** json and jsonb come as their text, digit by digit, instead of parsed. */
  readonly jsonAsText?: boolean
}

/** One connection or transaction: statements run in order on it. */
export interface Session {
  /** One statement with bound values. bigint and numeric come as text, dates and timestamps as ISO text, json parsed. */
  query<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<QueryResult<Row>>
  /** One or several statements without values, in one message. Rows that each changed or returned, when the engine says so. */
  execute(sql: string, options?: StatementOptions): Promise<readonly (number | null)[]>
  /** Loads CSV text (UTF-8, header already skipped or not, see options) into a table by the engine's bulk path. */
  copyIn(request: CopyRequest, options?: StatementOptions): Promise<{ readonly rows: number }>
}

/** A bulk load of CSV: of a file on this machine, or of a text. */
export type CopyRequest = CopyTarget & ({ readonly file: string } | { readonly text: string })

/** Where a bulk load goes, and how its CSV is written. */
export interface CopyTarget {
  readonly relation: RelationName
  /** Columns in the order of the records. */
  readonly columns: readonly string[]
  readonly delimiter: string
  /** The first record is a heading; a UTF-8 byte order mark is skipped. */
  readonly header: true
}

/** A column as the database has it. */
export interface ColumnFact {
  readonly name: string
  /** As the engine prints it: `numeric(18,2)`, `timestamp with time zone`. */
  readonly type: string
  readonly nullable: boolean
}

/** A relation as the database has it. */
export interface RelationFact {
  readonly relation: RelationName
  readonly kind: 'table' | 'view' | 'materialized view' | 'foreign table' | 'other'
  readonly owned: boolean
  readonly columns: readonly ColumnFact[]
}

/** What the database holds in some schemas, read by one statement. */
export interface Introspection {
  readonly schemas: ReadonlySet<string>
  /** By `relationKey`. */
  readonly relations: ReadonlyMap<string, RelationFact>
}

/** One relation of a publication. */
export type PublishItem =
  | {
      readonly kind: 'table'
      readonly id: string
      readonly stage: RelationName
      readonly final: RelationName
      readonly old: RelationName
      /** Keep the identity of the table that stands there, and replace its rows. */
      readonly inPlace?: boolean
    }
  | {
      readonly kind: 'view'
      readonly id: string
      readonly stage: RelationName
      readonly final: RelationName
      readonly old: RelationName
      /** The SELECT with every name final. */
      readonly select: string
    }

export interface PublishRequest {
  /** Parents before children. */
  readonly items: readonly PublishItem[]
  /** Milliseconds until content is replaced in place (or, where that cannot be, it is given up). */
  readonly timeout: number
  /** What `writeLedger` needs is made until then: awaited before anything is locked. */
  readonly ready?: Promise<unknown>
  /** Writes the ledger's rows inside the same transaction. */
  readonly writeLedger: (session: Session) => Promise<void>
  /** Views the tool owns: may be dropped and re-created when columns change. By `relationKey`. */
  readonly ownViews: ReadonlySet<string>
  readonly signal?: AbortSignal
  /** For fault tests: called with a named point. */
  readonly at?: (point: string) => void | Promise<void>
}

export interface PublishOutcome {
  readonly repointed: readonly RelationName[]
  readonly attempts: number
  /** Tables that kept their identity and got new rows; all others were swapped. */
  readonly inPlace: readonly InPlaceReplacement[]
  /** Left in `__old` and `__stage`: given to {@link Adapter.dropReplaced} after the commit. */
  readonly replaced: readonly ReplacedRelation[]
}

/** Why a table keeps its identity: it is configured so, something hangs on it, no lock was to be had in time; or nobody knows. */
export interface InPlaceReason {
  readonly code: 'configured' | 'neighbour' | 'timeout' | 'unheard'
  /** Such as `foreign key lines_order on app.lines`. */
  readonly text: string
}

/** A table that keeps its identity and gets new rows. */
export interface InPlaceReplacement {
  readonly relation: RelationName
  readonly reason: InPlaceReason
}

/** Something of others, or not of this run, that hangs on a relation which is to be replaced. */
export interface Neighbour {
  readonly on: RelationName
  /** Such as `view`, `foreign key`, `policy`. */
  readonly kind: string
  readonly name: string
  /** The view, when it is one that can be written again. */
  readonly view?: RelationName
  /**
   * 're-pointed': a view, which is written again to read the new relation. 'in place': it cannot follow, so the table keeps
   * its identity. 'unless equal': as before, unless the new table has the same (a hook makes it).
   */
  readonly effect: 're-pointed' | 'in place' | 'unless equal'
}

/** A relation that nobody sees any more. */
export interface ReplacedRelation {
  readonly relation: RelationName
  readonly kind: 'table' | 'view'
}

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

/** Where stages are built and checked: an engine, or one moment of it. Every statement stands for itself. */
export interface StagingSession extends Session {
  /** Runs `work` in one transaction; commits on return, rolls back on a throw. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** The relations of these schemas (absent schemas are simply not there), or of these names in them alone. */
  introspect(schemas: readonly string[], names?: readonly string[]): Promise<Introspection>
}

/** A statement that is asked often, each time with other values. */
export interface PreparedStatement {
  /** Names it on each connection; statements of one name are equal. */
  readonly name: string
  readonly sql: string
  /** False: it runs where nothing can be written. */
  readonly writes: boolean
}

/**
 * Whoever waits for an answer and may leave before it is there. Simpler than a signal, which costs a busy server a tenth of
 * its work: one listener at most, set by who works and taken away after.
 */
export interface Asker {
  readonly isGone: boolean
  onGone: (() => void) | undefined
}

/** Rows in the order of their columns. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly unknown[])[]
  readonly rowCount: number | null
}

/**
 * Statements for others, beside all other work of the tool: each prepared once, one at a time its own transaction, with a
 * time limit. Values are as {@link Session.query} has them, but json is text.
 */
export interface PreparedSession {
  /** What a statement would answer; it is not executed. */
  describe(sql: string): Promise<Answer['columns']>
  /** The tables that a statement writes by itself, as the engine plans it; it is not executed. */
  written(sql: string, values: number): Promise<readonly RelationName[]>
  /**
   * @throws BusyError when it could not begin within the time limit; CancelledError when it took longer where the engine
   * can cut it, or when the asker left.
   */
  run(
    statement: PreparedStatement,
    values: readonly (string | null)[],
    asker?: Asker,
  ): Promise<Answer>
  close(): Promise<void>
}

export interface PreparedSettings {
  /** Statements at the same time, where the engine can. */
  readonly connections: number
  /** Milliseconds for a statement; where the engine cuts none, for its wait. */
  readonly timeout: number
}

/** A running engine. */
export interface Adapter extends StagingSession {
  /** Name in project.yml. For messages only: nothing may compare it. */
  readonly name: string
  readonly capabilities: Capabilities
  readonly dialect: Dialect
  /** Where it is, for the first printed line: host or folder, and database. */
  readonly location: {
    readonly host: string
    readonly database: string
    /** The process that has the database and answers for it, when it is another one. */
    readonly through?: string
  }
  /** Absolute folder of a database that belongs to the project and outlives the process; undefined for others. */
  readonly folder: string | undefined
  /**
   * Runs `work` on a session that sees the database as it is at its first statement, and its own changes. What fails there
   * takes nothing else along. Commits when `work` returns, whatever failed in it; rolls back on a throw.
   */
  snapshot<T>(work: (session: StagingSession) => Promise<T>): Promise<T>
  /** Rows of a query, batch by batch, without holding them all. */
  stream<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): AsyncIterable<readonly Row[]>
  /** What hangs on these relations, and what that means for their replacement; for a plan. */
  neighbours(relations: readonly RelationName[]): Promise<readonly Neighbour[]>
  publish(request: PublishRequest): Promise<PublishOutcome>
  /**
   * Drops what a publication left. What a reader's old transaction still uses stays, for the next run to drop as an orphan,
   * and is returned.
   */
  dropReplaced(replaced: readonly ReplacedRelation[]): Promise<readonly ReplacedRelation[]>
  /**
   * Takes the run lock of an environment, or says who has it. What a dead run left working there has ended when it
   * returns.
   */
  acquireRunLock(key: string, holder: string, options?: RunLockOptions): Promise<RunLock>
  /** Who has the run lock of an environment now, if anybody. */
  runLockState(key: string, options?: Pick<RunLockOptions, 'describe'>): Promise<RunLockState>
  /**
   * Ends the sessions that hold a run lock or work under it, whoever they are; `prepare` is called when that is allowed, and
   * before it happens.
   * @throws ModelError M2209 where that can only be done by ending a process, M2210 when the server does not allow it.
   */
  breakRunLock(key: string, prepare: () => Promise<void>): Promise<void>
  /** For many small statements of others. */
  prepared(settings: PreparedSettings): Promise<PreparedSession>
  /** Calls `heard` for each notice that anybody sends on a channel, from the moment when it resolves. */
  listen(channel: string, heard: (payload: string) => void): Promise<Listening | Unheard>
  /** Cheap upkeep after a run: catalogs, checkpoint. */
  maintain(): Promise<void>
  /** Cuts off the processes that use the database through this one: their transactions end. Absent where it never serves. */
  stopServing?(): void
  close(): Promise<void>
  /**
   * Closes it and removes its folder, before anybody else can open it; returns the paths that are gone. Absent where the
   * database is not this process's own.
   */
  remove?(): Promise<readonly string[]>
}

/** An ear at a channel. */
export interface Listening {
  readonly kind: 'listening'
  /** Resolves when nothing is heard any more, because the connection is gone. */
  readonly lost: Promise<void>
  /** Asks the other side whether it is still there; {@link lost} says when it is not. */
  check(): Promise<void>
  stop(): Promise<void>
}

/** Nothing can be heard here, and why: who wants to know has to ask now and then. */
export interface Unheard {
  readonly kind: 'unheard'
  readonly reason: string
}

export interface RunLock {
  /** Names the holder's session, for who is refused; empty where nobody else can be. */
  readonly session: string
  release(): Promise<void>
}

/** What can be seen of a run lock from outside. */
export interface RunLockState {
  readonly holder?: {
    /** As {@link RunLock.session}. */
    readonly session: string
    /** In words: process, host, command, since when. */
    readonly text: string
  }
  /** Sessions that work for the run, or for one that is dead, in words. */
  readonly working: readonly string[]
}

export interface RunLockOptions {
  /** Milliseconds to wait for another run; default: as long as the adapter waits for another holder. */
  readonly wait?: number
  /** Who holds the lock, from what the holder wrote down about its {@link RunLock.session}. */
  readonly describe?: (asking: Session, session: string) => Promise<string | undefined>
  /** Asked when a lock that broke is taken again: did nobody else build in between? */
  readonly stillOurs?: (asking: Session) => Promise<boolean>
  /** Ends the waiting. */
  readonly signal?: AbortSignal
}

/** What an adapter is opened with. */
export interface AdapterSettings {
  /** Project root; relative paths of the target are relative to it. */
  readonly root: string
  /** Absolute folder for all that the tool writes. */
  readonly targetPath: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Variables of the environment, for engines whose own tools read some (PGPASSWORD). */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly threads: number
  readonly applicationName: string
  /** A few small statements are all that is wanted: an engine may prefer a quick start to quick execution. */
  readonly brief?: boolean
  /** For the holder's description: process id and command line. */
  readonly pid?: number
  readonly command?: string
  /** Folder for what outlives projects, such as templates of databases; default: `~/.cache/sql-model`. */
  readonly cacheFolder?: string
  /** Wait for another holder up to so many milliseconds; 0: fail at once and say who it is. */
  readonly wait: number
  readonly onWait?: (holder: string) => void
  /** An engine with one holder lets other processes use the database through this one, until it is closed. */
  readonly serves?: boolean
  /** With `serves`: where another process serves already, use the database through it. */
  readonly joins?: boolean
  /** With `serves`: milliseconds after which another process's transaction is rolled back when it sends nothing. */
  readonly idleLimit?: number
  /** When what the folder keeps was written down last: for the message about a folder that cannot be opened. */
  readonly keptSince?: (folder: string) => string | undefined
}

/** How the registry opens an engine; the import behind it is lazy. */
export interface AdapterFactory {
  readonly name: string
  open(settings: AdapterSettings): Promise<Adapter>
  /** Where it would be opened; connects to nothing. */
  locate(settings: AdapterSettings): Promise<Adapter['location']>
  /** Of an engine with a folder: where it is, without opening it; undefined when it is gone with the process. */
  folder?(settings: AdapterSettings): Promise<string | undefined>
  /** Of an engine with a folder: removes a database that cannot be opened. @throws M2201 when another process has it. */
  remove?(settings: AdapterSettings): Promise<readonly string[]>
}

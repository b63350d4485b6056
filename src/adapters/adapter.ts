/**
 * What an engine must do to be a target. Everything above talks to this interface; no driver is imported outside its
 * adapter's folder.
 *
 * Words: a *relation* is a table or view; a *stage* is a relation in `<schema>__stage`; *publish* moves stages to where
 * readers look. Statements are text for the engine as it stands; values are bound as $1, $2, ...
 */
import type { RelationName } from '../sql/relation.ts'
import type { Capabilities } from './capabilities.ts'
import type { Dialect } from './dialect.ts'
import type { PreparedSession, PreparedSettings } from './prepared.ts'
import type { Neighbour, PublishOutcome, PublishRequest, ReplacedRelation } from './publication.ts'

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

export type { ComparisonDialect, Dialect } from './dialect.ts'
export type {
  Answer,
  Asker,
  PreparedSession,
  PreparedSettings,
  PreparedStatement,
} from './prepared.ts'
export type {
  InPlaceReason,
  InPlaceReplacement,
  Neighbour,
  PublishItem,
  PublishOutcome,
  PublishRequest,
  ReplacedRelation,
} from './publication.ts'

/** Where stages are built and checked: an engine, or one moment of it. Every statement stands for itself. */
export interface StagingSession extends Session {
  /** Runs `work` in one transaction; commits on return, rolls back on a throw. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** The relations of these schemas (absent schemas are simply not there), or of these names in them alone. */
  introspect(schemas: readonly string[], names?: readonly string[]): Promise<Introspection>
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

/**
 * What the embedded engine's adapter makes of statements and transactions, wherever these are executed: in a thread of
 * this process, or through the process that holds the folder.
 */
import { modelError } from '../../errors/model-error.ts'
import { printRelation, type RelationName } from '../../sql/relation.ts'
import type {
  Adapter,
  Answer,
  CopyRequest,
  Introspection,
  Listening,
  Neighbour,
  PreparedSession,
  PreparedSettings,
  PublishOutcome,
  PublishRequest,
  QueryResult,
  ReplacedRelation,
  RunLock,
  RunLockOptions,
  RunLockState,
  Session,
  StagingSession,
  StatementOptions,
  Unheard,
} from '../adapter.ts'
import { POSTGRES_DIALECT } from '../postgres/dialect.ts'
import { introspect } from '../postgres/introspection.ts'
import { neighbours } from '../postgres/neighbours.ts'
import { dropReplaced, publish } from '../postgres/publish.ts'
import { SnapshotSession } from '../postgres/snapshot.ts'
import { PGLITE_CAPABILITIES } from './capabilities.ts'
import { maintenanceStatements } from './maintenance.ts'
import { EmbeddedPreparedSession } from './prepared.ts'
import { TransactionScope } from './transaction-scope.ts'

export abstract class EmbeddedAdapter implements Adapter {
  readonly name = 'pglite'
  readonly capabilities = PGLITE_CAPABILITIES
  readonly dialect = POSTGRES_DIALECT
  protected readonly scope = new TransactionScope()
  abstract readonly location: Adapter['location']
  abstract readonly folder: string | undefined

  abstract query<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<QueryResult<Row>>
  abstract execute(sql: string, options?: StatementOptions): Promise<readonly (number | null)[]>
  abstract copyIn(
    request: CopyRequest,
    options?: StatementOptions,
  ): Promise<{ readonly rows: number }>
  /** `waiting.signal` gives up the wait for the turn, and nothing after it. */
  abstract transaction<T>(
    work: (session: Session) => Promise<T>,
    waiting?: { readonly signal?: AbortSignal },
  ): Promise<T>
  /** Columns of a statement, which is not executed. */
  abstract describe(sql: string): Promise<Answer['columns']>
  abstract stream<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): AsyncIterable<readonly Row[]>
  abstract acquireRunLock(key: string, holder: string, options?: RunLockOptions): Promise<RunLock>
  abstract runLockState(key: string): Promise<RunLockState>
  abstract listen(channel: string, heard: (payload: string) => void): Promise<Listening | Unheard>
  abstract close(): Promise<void>

  /** A lock lives in the memory of the process that holds the folder, and goes when its run's process does. */
  async breakRunLock(key: string): Promise<void> {
    const { holder } = await this.runLockState(key)
    if (holder !== undefined) throw modelError('M2209', { holder: holder.text, force: false })
  }

  /** One session: nobody else writes before the transaction ends. */
  async snapshot<T>(work: (session: StagingSession) => Promise<T>): Promise<T> {
    return await this.transaction(session => work(new SnapshotSession(session)))
  }

  async introspect(schemas: readonly string[], names?: readonly string[]): Promise<Introspection> {
    return await introspect(this, schemas, names)
  }

  async neighbours(relations: readonly RelationName[]): Promise<readonly Neighbour[]> {
    return await neighbours(this, relations)
  }

  async publish(request: PublishRequest): Promise<PublishOutcome> {
    const outcome = await publish(this, request)
    // Nothing else makes room here for the rows that were replaced.
    const names = outcome.inPlace.map(({ relation }) => printRelation(relation))
    if (names.length > 0) await this.execute(`vacuum ${names.join(', ')}`)
    return outcome
  }

  async dropReplaced(replaced: readonly ReplacedRelation[]): Promise<readonly ReplacedRelation[]> {
    return await dropReplaced(this, replaced)
  }

  async prepared({ timeout }: PreparedSettings): Promise<PreparedSession> {
    return new EmbeddedPreparedSession(this, timeout)
  }

  async maintain(): Promise<void> {
    for (const statement of await maintenanceStatements(this)) await this.execute(statement)
  }
}

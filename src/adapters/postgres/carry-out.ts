/**
 * One attempt at a publication, inside its transaction. Rows are replaced first, which blocks no reader however long it
 * takes; then comes what needs exclusive locks, short and with little patience, and the ledger.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { modelError } from '../../errors/model-error.ts'
import { displayRelation, type RelationName } from '../../sql/relation.ts'
import type { PublishRequest, Session } from '../adapter.ts'
import { CancelledError, DatabaseError } from '../database-error.ts'
import { isBusy, LOCK_PATIENCE } from './blockers.ts'
import type { PartStep } from './carried.ts'
import { stillSo } from './dependents.ts'
import { POSTGRES_DIALECT } from './dialect.ts'
import type { InPlaceStep } from './in-place.ts'
import type { Publication, ViewStep } from './publication.ts'
import type { PublicationFacts } from './publication-facts.ts'

/** What one attempt works with. */
export interface Attempt {
  readonly publication: Publication
  readonly facts: PublicationFacts
  readonly request: PublishRequest
  /** In milliseconds of the clock: until then another attempt at the locks is made. */
  readonly deadline: number
}

/** A view that cannot be replaced under its identity: the next attempt does it another way. */
export class UnfitView extends Error {
  override readonly name = 'UnfitView'
  readonly step: ViewStep

  constructor(step: ViewStep, cause: unknown) {
    super(`${displayRelation(step.view)} has to be published another way`, { cause })
    this.step = step
  }
}

/** Something changed between the reading of the facts and the locks: they have to be read again. */
export class OutdatedFacts extends Error {
  override readonly name = 'OutdatedFacts'
}

/** Does all of it, but the commit. */
export async function carryOut(session: Session, attempt: Attempt): Promise<void> {
  const { publication, request } = attempt
  await session.execute(LOCK_PATIENCE)
  if (publication.inPlace.length > 0) await replaceRows(session, attempt)
  await executeAll(session, publication.prepare)
  for (const part of publication.parts) await makePart(session, part)
  // Nobody waits for the rows that were written: rather than write them again, only the locks are tried again.
  if (publication.inPlace.length === 0) await moveRelations(session, attempt)
  else await moveWithPatience(session, attempt)
  await session.execute('set local lock_timeout to default')
  await request.writeLedger(session)
  await reach(attempt, 'before-commit')
}

/** Adds the columns that published tables lack, in a transaction that is over at once. */
export async function widen(session: Session, publication: Publication): Promise<void> {
  await session.execute(LOCK_PATIENCE)
  for (const { relation, widen: statement } of publication.inPlace) {
    if (statement !== undefined) {
      await explained(session.execute(statement), error =>
        refusedRows(relation, publication, error),
      )
    }
  }
}

async function reach({ request }: Attempt, point: string): Promise<void> {
  if (request.signal?.aborted) throw new CancelledError('the publication was cancelled')
  await request.at?.(`publish:${point}`)
}

async function executeAll(session: Session, statements: readonly string[]): Promise<void> {
  if (statements.length > 0) await session.execute(statements.join(';\n'))
}

/** Deletes from the tables that refer to others first, and writes those that are referred to first. */
async function replaceRows(session: Session, attempt: Attempt): Promise<void> {
  const { publication, request } = attempt
  const { inPlace } = publication
  const run = async (step: InPlaceStep, statement: string): Promise<void> => {
    const options = request.signal ? { signal: request.signal } : {}
    await explained(session.execute(statement, options), error =>
      refusedRows(step.relation, publication, error),
    )
  }
  // A policy that hides rows from this role is an error then, instead of rows that stay.
  await session.execute('set local row_security = off')
  for (const step of inPlace.toReversed()) await run(step, step.remove)
  await reach(attempt, 'rows-deleted')
  for (const step of inPlace) for (const statement of step.write) await run(step, statement)
  await run(inPlace[0]!, 'set constraints all immediate')
  await reach(attempt, 'rows-written')
  for (const step of inPlace) await verify(session, step, publication)
  await session.execute(POSTGRES_DIALECT.analyze(inPlace.map(step => step.relation)))
  for (const part of inPlace.flatMap(step => step.indexes)) await makePart(session, part)
  await executeAll(
    session,
    inPlace.flatMap(({ mark }) => (mark === undefined ? [] : [mark])),
  )
  await session.execute('set local row_security to default')
}

async function verify(
  session: Session,
  { relation, verify: statement }: InPlaceStep,
  publication: Publication,
): Promise<void> {
  const { rows } = await session.query<{ same: boolean }>(statement)
  if (rows[0]!.same) return
  const reason =
    'it would not have the rows that were built; a trigger or a rule of it changes what is written, or the key by which foreign keys refer to it is not unique in the new rows'
  throw refusedRows(relation, publication, new Error(reason))
}

function refusedRows(relation: RelationName, publication: Publication, error: Error): Error {
  const replacement = publication.replacedInPlace.find(found => found.relation === relation)
  const because = replacement?.reason.text ?? ''
  const fields = { relation: displayRelation(relation), because }
  const sqlState = error instanceof DatabaseError ? error.fields.code : undefined
  const detail = error instanceof DatabaseError ? (error.fields.detail ?? '') : ''
  const reason = [error.message, detail].filter(text => text !== '').join(': ')
  return modelError(
    sqlState === FOREIGN_KEY ? 'M2106' : 'M2107',
    { ...fields, reason },
    { cause: error },
  )
}

/** foreign_key_violation. */
const FOREIGN_KEY = '23503'

/** Gives what the database refuses a sentence of ours; who is in the way stays as it is. */
async function explained<T>(work: Promise<T>, explain: (error: Error) => Error): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof DatabaseError) || isOfTheServer(error)) throw error
    throw explain(error)
  }
}

/** Somebody's lock, not enough resources, an operator's intervention, a system error: nothing that a relation is to blame for. */
function isOfTheServer(error: DatabaseError): boolean {
  return isBusy(error) || /^(?:53|57|58)/.test(error.fields.code ?? '')
}

async function makePart(session: Session, { sql, relation, part }: PartStep): Promise<void> {
  await explained(session.execute(sql), error => {
    const detail = error instanceof DatabaseError ? (error.fields.detail ?? '') : ''
    const reason = [error.message, detail].filter(text => text !== '').join(': ')
    const published = displayRelation({
      ...relation,
      schema: relation.schema.replace(/__stage$/, ''),
    })
    return modelError('M2108', { relation: published, part, reason }, { cause: error })
  })
}

async function moveWithPatience(session: Session, attempt: Attempt): Promise<void> {
  for (;;) {
    await session.execute('savepoint model_locks')
    try {
      await moveRelations(session, attempt)
      return
    } catch (error) {
      if (!isBusy(error) || Date.now() >= attempt.deadline) throw error
      // Gives back the locks that were taken since.
      await session.execute('rollback to savepoint model_locks')
      await pause()
      if (attempt.request.signal?.aborted) throw new CancelledError('the publication was cancelled')
    }
  }
}

/** Waits a little, not always as long as others do. */
export async function pause(): Promise<void> {
  await delay(50 + Math.random() * 150)
}

async function moveRelations(session: Session, attempt: Attempt): Promise<void> {
  const { publication, facts } = attempt
  await executeAll(session, publication.locks)
  if (!(await stillSo(session, publication.unchanged, facts))) throw new OutdatedFacts()
  await reach(attempt, 'after-locks')
  await executeAll(session, [...publication.retarget, ...publication.moveOld])
  await reach(attempt, 'after-old-moved')
  await executeAll(session, publication.moveStage)
  await reach(attempt, 'after-stage-moved')
  for (const step of publication.views) await writeView(session, step)
  for (const part of publication.inPlace.flatMap(step => step.constraints)) {
    await makePart(session, part)
  }
  await reach(attempt, 'after-repoint')
}

/** invalid_table_definition: columns renamed, removed or retyped; the only failure that another way heals. */
const UNFIT = '42P16'

async function writeView(session: Session, step: ViewStep): Promise<void> {
  try {
    await executeAll(session, step.statements)
  } catch (error) {
    const { dependent } = step
    if (!dependent || !(error instanceof DatabaseError) || isOfTheServer(error)) throw error
    if (error.fields.code === UNFIT || !dependent.own) throw new UnfitView(step, error)
    throw brokenView(step, error)
  }
}

/** A view that can be published in no way. */
export function brokenView({ view, dependent }: ViewStep, cause: unknown): Error {
  const fields = {
    view: displayRelation(view),
    column: columnsRead(dependent),
    relation: dependent ? displayRelation(dependent.on) : '',
    reason: (cause as Error).message,
  }
  return modelError('M2102', fields, { cause })
}

/** The changed columns that a view reads, for people. */
export function columnsRead(dependent: ViewStep['dependent']): string {
  return dependent?.columns.join(', ') || '(unknown)'
}

/**
 * Fills a new embedded database from kept data: the ledger, then managed tables as they were when they were written down.
 * One transaction: a database is restored or still new. What has changed in the project since is the next build's matter.
 */
import { join } from 'node:path'
import type { Adapter, Session } from '../../adapters/adapter.ts'
import { DatabaseError } from '../../adapters/database-error.ts'
import { modelError } from '../../errors/model-error.ts'
import { displayRelation, type RelationName } from '../../sql/relation.ts'
import { KEPT_RESULTS, KEPT_TABLES } from '../../state/kept-ledger.ts'
import { LEDGER_SCHEMA } from '../../state/ledger-tables.ts'
import { LEDGER_VERSION, ledgerVersion, migrateIn } from '../../state/migrate.ts'
import { filesOf, type KeptContents, type KeptFile, type KeptTableFile } from './contents.ts'
import { checkFile, readContents, writeStamp } from './keep-folder.ts'

export interface ImportRequest {
  readonly adapter: Adapter
  /** Folder of the database. */
  readonly database: string
  /** Folder of its kept data. */
  readonly folder: string
  readonly at: (point: string) => void | Promise<void>
}

/** What came back. */
export interface Restored {
  /** When it was written down, ISO 8601. */
  readonly writtenAt: string
  readonly tables: readonly { readonly name: string; readonly rows: number }[]
  readonly runs: number
  /** Foreign keys to relations that are not there any more, or not yet. */
  readonly lost: readonly string[]
}

/**
 * Restores when the database is new; undefined when it is not.
 * @throws ModelError M4002 when a file is damaged, M4003 when the database refuses one, M4004 when a newer tool wrote them.
 */
export async function importKept(request: ImportRequest): Promise<Restored | undefined> {
  const { adapter, folder, database, at } = request
  const contents = readContents(folder)
  if (contents === undefined || (await ledgerVersion(adapter)) > 0) return undefined
  if (contents.ledger > LEDGER_VERSION) {
    const found = `version ${contents.ledger} of the ledger`
    throw modelError('M4004', { folder, found, tool: contents.tool })
  }
  for (const file of filesOf(contents)) checkFile(folder, file)
  const lost: string[] = []
  await adapter.transaction(async session => {
    await migrateIn(session, adapter.dialect)
    await session.execute(adapter.dialect.kept.settings)
    await restoreLedger(request, session, contents)
    for (const table of contents.tables) await restoreTable(request, session, table)
    for (const table of contents.tables) lost.push(...(await restoreKeys(request, session, table)))
    await at('keep:imported')
  })
  await at('keep:restored')
  writeStamp(database, contents.database)
  const tables = contents.tables.map(({ structure, rows }) => ({
    name: displayRelation(structure.relation),
    rows,
  }))
  return { writtenAt: contents.writtenAt, tables, runs: contents.runs.length, lost }
}

async function restoreLedger(
  request: ImportRequest,
  session: Session,
  contents: KeptContents,
): Promise<void> {
  const relation = (name: string): RelationName => ({ schema: LEDGER_SCHEMA, name })
  for (const [name, file] of Object.entries(contents.tablesOfLedger))
    await load(request, session, { relation: relation(name), file })
  // Oldest first: the newest row is the last word.
  for (const file of contents.runs.toReversed())
    await load(request, session, { relation: KEPT_RESULTS, file })
  const { kept } = request.adapter.dialect
  const identities = KEPT_TABLES.flatMap(({ name, identity }) =>
    identity === undefined ? [] : [kept.continueIdentity(relation(name), identity)],
  )
  const results = kept.continueIdentity(KEPT_RESULTS, KEPT_RESULTS.identity)
  await executeAll(session, [...identities, results])
}

async function restoreTable(
  request: ImportRequest,
  session: Session,
  table: KeptTableFile,
): Promise<void> {
  const { kept } = request.adapter.dialect
  await refusing(request, table, async () => {
    await executeAll(session, kept.create(table.structure))
    await load(request, session, { relation: table.structure.relation, file: table })
    await executeAll(session, kept.complete(table.structure, table.changes))
  })
}

/** A key may point at what a build has yet to make: then the table stands without it. */
async function restoreKeys(
  { adapter }: ImportRequest,
  session: Session,
  { structure }: KeptTableFile,
): Promise<readonly string[]> {
  const lost: string[] = []
  for (const statement of adapter.dialect.kept.foreignKeys(structure)) {
    await session.execute('savepoint model_kept')
    try {
      await session.execute(statement)
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      await session.execute('rollback to savepoint model_kept')
      lost.push(`${statement}: ${error.message}`)
    }
  }
  return lost
}

async function load(
  request: ImportRequest,
  session: Session,
  { relation, file }: { readonly relation: RelationName; readonly file: KeptFile },
): Promise<void> {
  await refusing(request, file, () =>
    session.copyIn({
      relation,
      columns: file.columns,
      file: join(request.folder, file.file),
      delimiter: ',',
      header: true,
    }),
  )
}

async function executeAll(session: Session, statements: readonly string[]): Promise<void> {
  if (statements.length > 0) await session.execute(statements.join(';\n'))
}

async function refusing<T>(
  { folder }: ImportRequest,
  { file }: KeptFile,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    throw modelError('M4003', { folder, file, reason: error.message }, { cause: error })
  }
}

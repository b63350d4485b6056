/** Brings the ledger's tables to the version that this tool writes. */
import type { Adapter, Dialect, Session } from '../adapters/adapter.ts'
import { modelError } from '../errors/model-error.ts'
import { type Migration, POSTGRES_MIGRATIONS } from './ledger-tables.ts'

const FIND_TABLE = `select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'model_meta' and c.relname = 'migrations'`

const REMEMBER = { remember: true } as const

/** The ledger's version that this tool writes. */
export const LEDGER_VERSION: number = POSTGRES_MIGRATIONS.at(-1)!.version

/** The ledger's version in this database; 0 when there is none. */
export async function ledgerVersion(session: Session): Promise<number> {
  const found = await session.query(FIND_TABLE, [], REMEMBER)
  if (found.rows.length === 0) return 0
  const { rows } = await session.query<{ version: number }>(
    'select coalesce(max(version), 0)::int as version from model_meta.migrations',
    [],
    REMEMBER,
  )
  return rows[0]!.version
}

/** Applies what is missing. @throws M4001 when a newer tool has written the ledger. */
export async function migrateLedger(
  adapter: Adapter,
  migrations: readonly Migration[] = POSTGRES_MIGRATIONS,
): Promise<void> {
  const newest = migrations.at(-1)!.version
  const version = await ledgerVersion(adapter)
  if (version === newest) return
  if (version > newest) throw modelError('M4001', { found: version, known: newest })
  await adapter.transaction(session => migrateIn(session, adapter.dialect, migrations))
}

/** The same inside a transaction that is open. */
export async function migrateIn(
  session: Session,
  dialect: Dialect,
  migrations: readonly Migration[] = POSTGRES_MIGRATIONS,
): Promise<void> {
  await session.execute(`${dialect.createSchema('model_meta')};
    create table if not exists model_meta.migrations (
      version integer primary key, applied_at timestamptz not null default now()
    );
    lock table model_meta.migrations in exclusive mode`)
  await applyMissing(session, migrations)
}

async function applyMissing(session: Session, migrations: readonly Migration[]): Promise<void> {
  const version = await ledgerVersion(session)
  for (const migration of migrations.filter(candidate => candidate.version > version)) {
    await session.execute(migration.statements.join(';\n'))
    await session.query('insert into model_meta.migrations (version) values ($1)', [
      migration.version,
    ])
  }
}

/** The whole contract through pgbouncer in transaction mode. What a session would lose is in tests/adapters/postgres. */
import { afterAll } from 'vitest'
import { testContract } from '../contract/contract.ts'
import { postgresEngine } from '../contract/postgres-engine.ts'
import { startPgbouncer } from '../support/pgbouncer.ts'
import { createDatabase, SERVER_URL } from '../support/postgres-database.ts'

const pooler = SERVER_URL ? await startPgbouncer(SERVER_URL) : undefined
const database = pooler && (await createDatabase('pooled_contract'))
const url = pooler && database && new URL(`/${database.name}`, pooler.url).href
afterAll(async () => {
  await database?.drop()
  pooler?.stop()
})

testContract(
  postgresEngine('PostgreSQL behind pgbouncer', url, {
    refusals: { 'a role, which would be lost': [{ url, role: 'somebody' }, 'M2026'] },
    ...(pooler ? {} : { absent: 'pgbouncer or PostgreSQL is not installed' }),
  }),
)

/**
 * Once before the tests: builds dist/, since the command line and the embedded engine's worker are tested as shipped, and
 * starts a PostgreSQL server where one is installed and DATABASE_URL names none.
 */
import { execFileSync } from 'node:child_process'
import { startPostgres } from './support/postgres-server.ts'

export default async function setup(): Promise<(() => void) | undefined> {
  if (!process.env['MODEL_SKIP_BUILD']) {
    execFileSync('npx', ['tsdown', '--logLevel', 'error'], { stdio: 'inherit' })
  }
  if (process.env['DATABASE_URL']) return undefined
  const server = await startPostgres()
  if (server === undefined) return undefined
  process.env['DATABASE_URL'] = server.url
  return () => server.stop()
}

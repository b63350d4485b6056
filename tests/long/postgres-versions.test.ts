/**
 * The versions of PostgreSQL that are not the one installed (15, as Debian has it) keep the contract, and build this
 * repository's warehouse.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { testContract } from '../contract/contract.ts'
import { postgresEngine } from '../contract/postgres-engine.ts'
import { createDatabase } from '../support/postgres-database.ts'
import { installPostgres } from '../support/postgres-package.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { inWorkspace, runOptions } from '../support/project.ts'

const VERSIONS = {
  '13': '13.23.0-beta.16',
  '14': '14.23.0-beta.17',
  '16': '16.14.0-beta.17',
  '17': '17.10.0-beta.17',
  '18': '18.4.0-beta.17',
}
const projectDir = fileURLToPath(new URL('../..', import.meta.url))

for (const [version, build] of Object.entries(VERSIONS)) {
  const installed = installPostgres(build)
  const server = installed && (await startPostgres({ programs: installed.programs }))
  const database = server && (await createDatabase('version', server.url))
  const targetPath = mkdtempSync(join(tmpdir(), 'postgres-version-'))
  afterAll(() => {
    server?.stop()
    installed?.remove()
    rmSync(targetPath, { recursive: true })
  })
  const absent = server ? {} : { absent: `PostgreSQL ${version} cannot be installed by npm` }

  testContract({ ...postgresEngine(`PostgreSQL ${version}`, database?.url), ...absent })

  describe.skipIf(!server)(`PostgreSQL ${version}`, () => {
    it('is what it says', async () => {
      const [row] = await database!.query<{ version: string }>('select version()')
      expect(row!.version).toContain(`PostgreSQL ${version}.`)
    })

    it('builds the warehouse, all checks passed', async () => {
      const env = { DATABASE_URL: database!.url }
      const outcome = await inWorkspace(
        projectDir,
        workspace => workspace.run(runOptions(), () => undefined),
        { env, target: 'dev', targetPath },
      )
      expect(outcome.status).toBe('success')
      expect(outcome.results.filter(({ status }) => status === 'fail')).toEqual([])
      const [row] = await database!.query<{ tables: number }>(
        "select count(*)::int as tables from pg_tables where schemaname like 'dev\\_%'",
      )
      expect(row!.tables).toBeGreaterThan(5)
    })
  })
}

/**
 * schemathesis asks a served project whatever its OpenAPI document allows, and what it does not: no answer is a 500, and
 * each is as the document says. Needs Python and the Python package index; skipped, by name, where they are missing.
 */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openShop, SHOP, type Shop, TOKEN_TEXT, TOKENS } from '../server/served-shop.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { temporaryFolder } from '../support/warehouse.ts'

const VERSION = '4.32.5'
const folder = temporaryFolder()
afterAll(() => folder.remove())

/** The program, installed into a folder of its own; else why it is not. */
function install(): { readonly program: string } | { readonly missing: string } {
  const environment = join(folder.path, 'venv')
  try {
    execFileSync('python3', ['-m', 'venv', environment], { stdio: 'pipe' })
    const words = ['-m', 'pip', 'install', '--quiet', `schemathesis==${VERSION}`]
    execFileSync(join(environment, 'bin', 'python'), words, { stdio: 'pipe' })
  } catch (error) {
    return { missing: (error as Error).message.split('\n')[0]! }
  }
  const program = join(environment, 'bin', 'schemathesis')
  return existsSync(program) ? { program } : { missing: 'it was not installed' }
}

const installed = install()

/** What it says of a server; its answer names every failure. */
function examine(program: string, url: string, words: readonly string[]): Promise<string> {
  const all = [
    ...['run', `${url}/openapi.json`, '--header', `Authorization: Bearer ${TOKENS.admin}`],
    // Wrong tokens would shut the door for all of this address; that is asked in tests/server/attacks.test.ts, as is NUL,
    // which the database cannot store and JSON Schema cannot name.
    ...['--checks', 'all', '--exclude-checks', 'ignored_auth', '--generation-allow-x00', 'false'],
    ...['--no-color', '--continue-on-failure', '--seed', '7', ...words],
  ]
  return new Promise(resolve => {
    execFile(program, all, { cwd: folder.path, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve(`${stdout}${stderr}\nexit ${error?.code ?? 0}`)
    })
  })
}

/** Endpoints of the shop that are there to fail: by too many rows, a division by zero, and slowness. */
const MEANT_TO_FAIL = ['api/all', 'api/zero', 'api/slow'].map(path => `endpoints/${path}.get.sql`)
const FILES = Object.fromEntries(
  Object.entries(SHOP).filter(([path]) => !MEANT_TO_FAIL.includes(path)),
)

const title =
  'program' in installed ? 'schemathesis' : `schemathesis [skipped: ${installed.missing}]`

describe.skipIf('missing' in installed).each(['pglite', ...(SERVER_URL ? ['postgres'] : [])])(
  `${title} on %s`,
  engine => {
    let database: TestDatabase | undefined
    let shop: Shop

    beforeAll(async () => {
      if (engine === 'postgres') database = await createDatabase('schemathesis')
      const url = database && { url: database.url }
      shop = await openShop({ ...url, files: FILES, tokensText: TOKEN_TEXT, concurrency: 400 })
    })
    afterAll(async () => {
      await shop?.close()
      await database?.drop()
    })

    it('finds nothing in what the OpenAPI document promises', async () => {
      const { program } = installed as { readonly program: string }
      const told = await examine(program, shop.server.url, ['--max-examples', '30'])
      const broken = shop.log.filter(entry => entry.status >= 500)
      console.log(`${shop.log.length} requests\n${told.slice(-3000)}`)
      expect(broken).toEqual([])
      expect(told).toMatch(/exit 0$/)
      expect(shop.log.length).toBeGreaterThan(300)
    })
  },
)

/**
 * The warehouse built by the embedded engine, which sorts by code points, equals the one built by a server whose database
 * sorts like a dictionary (en-US): `model diff` finds every table and view equal. Without a server it is skipped by name.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Adapter } from '../../src/adapters/adapter.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import type { DiffRow } from '../../src/workspace.ts'

const root = resolve(import.meta.dirname, '../..')
const url = process.env['DATABASE_URL']
const work = mkdtempSync(join(tmpdir(), 'model-engines-'))
const database = `model_engines_${process.pid}`

const connect = (address: string): Promise<Adapter> =>
  openAdapter('postgres', {
    root,
    targetPath: work,
    settings: { url: address },
    threads: 1,
    applicationName: 'engines agree',
    wait: 0,
  })

/** Why it cannot be tested here; empty when it can. */
async function whyNot(): Promise<string> {
  if (!url) return ' (skipped: no PostgreSQL is installed and DATABASE_URL names none)'
  const server = await connect(url)
  try {
    const { rows } = await server.query<{ version: number; icu: boolean }>(
      `select current_setting('server_version_num')::int / 10000 as version,
        exists (select from pg_collation where collprovider = 'i') as icu`,
    )
    const { version, icu } = rows[0]!
    if (version < 15) return ` (skipped: PostgreSQL ${version} has no databases that sort by ICU)`
    return icu ? '' : ' (skipped: the server was built without ICU)'
  } finally {
    await server.close()
  }
}

const absent = await whyNot()

/** The server's address with the test's own database. */
function ownAddress(): string {
  const address = new URL(url!)
  address.pathname = `/${database}`
  return address.href
}

interface Finished {
  readonly code: number
  readonly out: string
}

/** Runs the built command line; each target has a folder of its own, so two builds may run side by side. */
async function model(folder: string, ...words: string[]): Promise<Finished> {
  const args = ['dist/bin.js', ...words, '--target-path', join(work, folder)]
  const env = { ...process.env, DATABASE_URL: ownAddress() }
  const running = promisify(execFile)(process.execPath, args, { cwd: root, env })
  return running.then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout + error.stderr,
    }),
  )
}

describe.skipIf(absent !== '')(`the warehouse on both engines${absent}`, () => {
  let server: Adapter
  beforeAll(async () => {
    server = await connect(url!)
    await server.execute(
      `create database ${database} template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'`,
    )
    // Other tests check what is built; here it only has to be the same.
    const build = ['build', '--quiet', '--no-audit']
    const builds = [model('local', ...build), model('dev', ...build, '--target', 'dev')]
    expect(await Promise.all(builds)).toEqual(Array(2).fill({ code: 0, out: '' }))
  }, 240_000)
  afterAll(async () => {
    await server?.execute(`drop database if exists ${database}`)
    await server?.close()
    rmSync(work, { recursive: true, force: true })
  })

  it('model diff finds every relation equal, whatever the order of texts', async () => {
    const own = await connect(ownAddress())
    const { rows: order } = await own.query(`select 'a' < 'B' as dictionary`)
    await own.close()
    expect(order).toEqual([{ dictionary: true }])

    const { code, out } = await model('local', 'diff', '--against', 'dev', '--output', 'json')
    const rows = JSON.parse(out) as readonly DiffRow[]
    expect(rows.filter(({ status }) => status !== 'equal')).toEqual([])
    expect(code).toBe(0)
    expect(rows.length).toBeGreaterThan(50)
    expect(rows.filter(({ rows }) => rows === 0)).toEqual([])
  }, 120_000)
})

/** What a run leaves under target/ for other programs: each path that is named is there, also after a run that failed. */
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDatabase, SERVER_URL, writePostgresProject } from '../support/postgres-database.ts'
import { inWorkspace, run, runOptions, writeProject } from '../support/project.ts'

const FILES = {
  'models/numbers.sql': "{{config materialized='table'}}\nselect 1 as n",
  'models/inner/words.sql': "{{config materialized='ephemeral'}}\nselect 'a' as word",
  'models/inner/pairs.sql': 'select * from {{ref "numbers"}}, {{ref "words"}}',
}

const BROKEN = "{{config materialized='table'}}\nselect 1 / 0 as n"

interface Entry {
  readonly compiled_path: string | null
  readonly compiled_code: string | null
}

const entries = (root: string): readonly Entry[] =>
  Object.values(JSON.parse(readFileSync(join(root, 'target/manifest.json'), 'utf8')).nodes)

/** The entries of what was compiled, each with its file read. */
const compiled = (root: string) =>
  entries(root)
    .filter(({ compiled_path }) => compiled_path !== null)
    .map(({ compiled_path, compiled_code }) => ({
      compiled_path,
      code: compiled_code,
      file: readFileSync(join(root, compiled_path!), 'utf8'),
    }))

const listed = (root: string) =>
  readdirSync(join(root, 'target'), { recursive: true, encoding: 'utf8' })

describe('the artifacts of a run', () => {
  it('name the compiled file of each model that was built, and it is there', async () => {
    const root = writeProject(FILES)
    await run(root)
    const found = compiled(root)
    expect(found.map(({ compiled_path }) => compiled_path).sort()).toEqual([
      'target/compiled/shop/models/inner/pairs.sql',
      'target/compiled/shop/models/numbers.sql',
    ])
    for (const { code, file } of found) expect(file).toBe(code)
    expect(listed(root).filter(path => path.endsWith('.new'))).toEqual([])
  })

  it('have what was compiled, also where somebody changed a file that was remembered', async () => {
    const root = writeProject(FILES)
    await run(root)
    await run(root)
    const path = join(root, 'target/compiled/shop/models/numbers.sql')
    const right = readFileSync(path, 'utf8')
    writeFileSync(path, right.replace('1', '2'))
    // Whatever the clock of the file system: no file of that time was looked at.
    utimesSync(path, 1, 1)
    await run(root)
    expect(readFileSync(path, 'utf8')).toBe(right)
  })

  it('are as whole when the first model fails', async () => {
    const root = writeProject({ ...FILES, 'models/numbers.sql': BROKEN })
    expect((await run(root)).status).toBe('error')
    expect(compiled(root)).toHaveLength(2)
    const results = JSON.parse(readFileSync(join(root, 'target/run_results.json'), 'utf8'))
    expect(results.results.map((result: { status: string }) => result.status).sort()).toEqual([
      'error',
      'skipped',
    ])
  })

  it.skipIf(!SERVER_URL)('are those of one of two runs at one time, never mixed', async () => {
    const database = await createDatabase('artifacts')
    try {
      const root = writePostgresProject(FILES, database.url)
      const build = (schemaPrefix: string) =>
        inWorkspace(root, workspace => workspace.run(runOptions({}), () => undefined), {
          schemaPrefix,
        })
      for (let round = 0; round < 5; round++) await Promise.all([build('a_'), build('b_')])
      const pairs = compiled(root).find(({ compiled_path }) =>
        compiled_path!.endsWith('pairs.sql'),
      )!
      const reads = (prefix: string) => `"${prefix}public"."numbers"`
      for (const text of [pairs.code!, pairs.file])
        expect(text.includes(reads('a_')) !== text.includes(reads('b_')), text).toBe(true)
      expect(listed(root).filter(path => path.endsWith('.new'))).toEqual([])
    } finally {
      await database.drop()
    }
  })
})

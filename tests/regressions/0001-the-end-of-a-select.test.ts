/** A semicolon at the end of an ephemeral broke its readers, and of a table `--empty`; a second statement was sent to the server. */
import { expect, it } from 'vitest'
import { ModelError, ProblemsError } from '../../src/errors/model-error.ts'
import { keepEngineOpen, rows, run, writeFiles, writeProject } from '../support/project.ts'

keepEngineOpen()

const PROJECT = `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse}
models: {+materialized: table}
`

const root = writeProject({
  'project.yml': PROJECT,
  'models/counted.sql': `{{config materialized="ephemeral"}}
with recursive t(n) as (select 1 union all select n + 1 from t where n < 3) select n from t; -- end`,
  'models/nested.sql': `{{config materialized="ephemeral"}} select n from {{ref "counted"}}; ;\n`,
  'models/shown.sql': 'select n from {{ref "nested"}} ; /* done */ -- for good',
})

async function refusal(sql: string): Promise<string> {
  writeFiles(root, { 'models/shown.sql': sql })
  const error: unknown = await run(root).catch((reason: unknown) => reason)
  const [problem] = error instanceof ProblemsError ? error.problems : [error]
  if (!(problem instanceof ModelError)) throw problem
  const { code, place } = problem
  return `${code} ${place?.file}:${place?.line}:${place?.column}`
}

it('a model may end with semicolons and comments, wherever its text is put', async () => {
  expect((await run(root)).status).toBe('success')
  expect((await run(root, { empty: true })).status).toBe('success')
  expect(await rows(root, 'select count(*)::int as n from shown')).toEqual([{ n: 0 }])
})

it.each([
  ['select 1 as a;\ndrop table shown', 'M1221 models/shown.sql:2:1'],
  ['', 'M1222 models/shown.sql:1:1'],
  ['-- nothing yet\n', 'M1222 models/shown.sql:1:1'],
])('a file that is not one statement is refused before anything is sent: %j', async (sql, at) => {
  expect(await refusal(sql)).toBe(at)
})

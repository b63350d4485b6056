/** Time limits and retries of nodes and checks, on both engines. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelError } from '../../src/errors/model-error.ts'
import type { RunEvent, RunOutcome } from '../../src/run/types.ts'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'
import {
  type Files,
  inWorkspace,
  rows,
  run,
  runOptions,
  statuses,
  writeFiles,
  writeProject,
} from '../support/project.ts'

const FILES: Files = {
  'models/slow.sql': `{{config materialized="table" timeout="1 s"}}
select 1 as n, pg_sleep(60)::text as slept
`,
  'models/below.sql': 'select n from {{ref "slow"}}\n',
  'models/quick.sql': '{{config materialized="table"}}\nselect 2 as n\n',
}

/** Refuses its first calls; a sequence is not rolled back. */
const FLAKY = `create sequence if not exists calls;
create or replace function flaky(refused integer) returns integer language plpgsql as $$ begin
  if nextval('calls') <= refused then raise exception 'not yet' using errcode = 'P0001'; end if;
  return 1; end $$`

const codes = (outcome: RunOutcome) =>
  Object.fromEntries(
    outcome.results.flatMap(({ node, error }) =>
      error === undefined ? [] : [[node.split('.')[2], (error as ModelError).code]],
    ),
  )

describe('on the embedded engine', () => isPatient(async files => writeProject(files)))

describe.skipIf(SERVER_URL === undefined)('on PostgreSQL', () => {
  const databases: TestDatabase[] = []
  afterAll(async () => {
    for (const database of databases) await database.drop()
  })
  isPatient(async files => {
    const database = await createDatabase('patience')
    databases.push(database)
    return writePostgresProject(files, database.url)
  })

  it('cancels the statement in the database', async () => {
    const [database] = databases
    const asleep =
      "select 1 from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()"
    expect(await database!.query(asleep)).toEqual([])
  })
})

function isPatient(write: (files: Files) => Promise<string>): void {
  let root = ''
  beforeAll(async () => {
    root = await write(FILES)
  })

  it('fails a model whose time is over, skips what reads it, publishes the rest', async () => {
    const outcome = await run(root)
    expect(statuses(outcome)).toEqual({ slow: 'error', below: 'skipped', quick: 'success' })
    expect(codes(outcome)).toEqual({ slow: 'M3030' })
    expect(outcome.results.find(({ node }) => node.endsWith('slow'))!.message).toBe(
      'slow took longer than its time limit of 1 s and was cancelled.',
    )
    expect(await rows(root, 'select n from quick')).toEqual([{ n: 2 }])
  })

  it('gives the limit of the command line to those that have none, checks too', async () => {
    // All others have time enough on the slowest machine.
    writeFiles(root, {
      'models/slow.sql':
        '{{config materialized="table" timeout="10m"}}\nselect 1 as n, pg_sleep(1.2)::text as slept\n',
      'models/below.sql': '{{config timeout="10m"}}\nselect n from {{ref "slow"}}\n',
      'models/quick.sql': '{{config materialized="table" timeout="10m"}}\nselect 2 as n\n',
      'models/schema.yml': `models:
  - name: quick
    columns:
      - name: n
        tests:
          - not_null: {config: {timeout: 10m}}
          - accepted_values: {values: [2], where: 'pg_sleep(60) is not null'}
`,
    })
    const outcome = await run(root, { nodeTimeout: 1000 })
    expect(statuses(outcome)).toEqual({
      slow: 'success',
      below: 'success',
      quick: 'held',
      not_null_quick_n: 'pass',
      accepted_values_quick_n__2: 'error',
    })
    expect(codes(outcome)).toEqual({ accepted_values_quick_n__2: 'M3030' })
  })

  it('tries as often as the config says, and gives up on what cannot pass at once', async () => {
    writeFiles(root, {
      'models/slow.sql': '{{config materialized="table" retries=2}}\nselect flaky(2) as n\n',
      'models/quick.sql': '{{config materialized="table" retries=2}}\nselect nothing as n\n',
      'models/schema.yml': 'models: []\n',
    })
    await inWorkspace(root, async workspace => {
      await (await workspace.adapter()).execute(FLAKY)
      const warned: string[] = []
      const outcome = await workspace.run(runOptions(), (event: RunEvent) => {
        if (event.kind === 'warning') warned.push(event.message.replace(/ in [\d.]+ s/, ''))
      })
      expect(statuses(outcome)).toEqual({ slow: 'success', below: 'success', quick: 'error' })
      expect(warned).toEqual(['not yet. Trying again.', 'not yet. Trying again.'])
    })
  })

  it('tries checks again too, and no check that has an answer', async () => {
    writeFiles(root, {
      'models/slow.sql': '{{config materialized="table"}}\nselect 1 as n\n',
      'models/quick.sql': '{{config materialized="table"}}\nselect 2 as n\n',
      'models/schema.yml': `models:
  - name: quick
    columns:
      - name: n
        tests:
          - not_null: {where: 'flaky(1) = 1', config: {retries: 1}}
          - accepted_values: {values: [3], config: {retries: 1}}
`,
    })
    await rows(root, 'alter sequence calls restart')
    const outcome = await run(root)
    expect(statuses(outcome)).toMatchObject({
      not_null_quick_n: 'pass',
      accepted_values_quick_n__3: 'fail',
    })
  })
}

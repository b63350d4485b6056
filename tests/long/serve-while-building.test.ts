/**
 * Fifty clients of a served project while another process builds all of it twice: on PostgreSQL nobody notices; on the embedded
 * database some are told to ask again. Nobody gets some of the old state and some of the new.
 */
import { afterAll, describe, expect, it } from 'vitest'
import { startModel } from '../support/model-process.ts'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'
import { LOCAL_PROJECT, run, writeProject } from '../support/project.ts'
import { ask, client, serve } from './served-links.ts'

const CLIENTS = 50

/** Two tables that hold the moment of their run, a view between, and a statement that takes a second or two. */
const FILES = {
  'models/first.sql': `{{config materialized="table"}}
select n, '{{var "as_of"}}'::text as built from generate_series(1, 500) as n`,
  'models/slow.sql': `{{config materialized="table"}}
select max(n * m % 7) as most, '{{var "as_of"}}'::text as built
from generate_series(1, 2000) as n cross join generate_series(1, 1500) as m`,
  'models/second.sql': `{{config materialized="table"}}
select n, built from {{ref "first"}} where n % 2 = 0`,
  'models/seen.sql':
    'select second.n, second.built from {{ref "second"}} as second cross join {{ref "slow"}} as slow',
  'endpoints/both.get.sql': `{{config response="row"}}
select min(first.built) as first, max(first.built) as also, min(seen.built) as second, max(slow.built) as slow
    , count(*) as rows
from {{ref "first"}} as first join {{ref "seen"}} as seen using (n) cross join {{ref "slow"}} as slow`,
}

const databases: TestDatabase[] = []
afterAll(async () => {
  for (const database of databases) await database.drop()
})

async function writeOn(engine: string): Promise<string> {
  if (engine === 'pglite') return writeProject({ 'project.yml': LOCAL_PROJECT, ...FILES })
  const database = await createDatabase('serve_building')
  databases.push(database)
  return writePostgresProject(FILES, database.url)
}

describe.each(['pglite', ...(SERVER_URL ? ['postgres'] : [])])('on %s', engine => {
  it('every request is answered while it is built twice, and none with some of both', async () => {
    const root = await writeOn(engine)
    expect((await run(root)).status).toBe('success')
    const { port, model } = await serve(root, '--timeout', '1')
    const agent = client(CLIENTS)
    const statuses = new Map<string, number>()
    const mixed: string[] = []
    const states = new Set<unknown>()
    const waits: number[] = []
    let building = true
    const walk = async (): Promise<void> => {
      while (building) {
        const began = performance.now()
        const told = await ask(agent, `http://127.0.0.1:${port}/both`, 'reader')
        waits.push(performance.now() - began)
        const kind = `${told.status} ${told.headers['retry-after'] ?? ''}`.trim()
        statuses.set(kind, (statuses.get(kind) ?? 0) + 1)
        if (told.status !== 200) continue
        const { first, also, second, slow, rows } = JSON.parse(told.text)
        states.add(first)
        if (new Set([first, also, second, slow]).size > 1 || rows !== 250) mixed.push(told.text)
      }
    }
    const clients = Promise.all(Array.from({ length: CLIENTS }, walk))
    for (let build = 0; build < 2; build++) {
      const ended = await startModel(['build', '--project-dir', root]).ended
      expect(ended.code, ended.stderr).toBe(0)
    }
    building = false
    await clients
    agent.destroy()
    model.child.kill('SIGTERM')
    expect((await model.ended).code).toBe(0)
    const slowest = Math.round(Math.max(...waits))
    console.log(`${engine}: ${JSON.stringify([...statuses])}, slowest ${slowest} ms`)
    expect(mixed).toEqual([])
    const allowed = engine === 'pglite' ? ['200', '503 1'] : ['200']
    expect([...statuses.keys()].filter(kind => !allowed.includes(kind))).toEqual([])
    expect(statuses.get('200')).toBeGreaterThan(CLIENTS)
    expect(states.size).toBeGreaterThanOrEqual(3)
  })
})

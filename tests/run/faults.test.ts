/**
 * kill -9 at every named moment of a run: what readers see is whole, and the next run succeeds and leaves no stage.
 */
import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import { openWorkspace, type Workspace } from '../../src/workspace.ts'
import { runOptions, writeFiles, writeProject } from '../support/project.ts'
import { RELATIONS, seedFiles, thirtyNodes } from '../support/thirty-nodes.ts'

/** Before and after each kind of step, inside the publication, and between the commit and the next step. */
const POINTS = [
  'run:started',
  'prepare:before',
  'orphans:dropped',
  'schemas:created',
  'managed:created',
  'stage:before',
  'stage:before:15',
  'stage:after',
  'stage:after:20',
  'check:before',
  'check:after:9',
  'work:done',
  'publish:before-begin',
  'publish:after-locks',
  'publish:after-old-moved',
  'publish:after-stage-moved',
  'publish:after-repoint',
  'publish:before-commit',
  'publish:after-commit',
  'publish:old-dropped',
  'stages:dropping',
  'run:ended',
  'maintained',
] as const

/** After these the transaction has committed: readers see the new edition. */
const COMMITTED = ['publish:after-commit', 'publish:old-dropped', 'stages:dropping', 'run:ended', 'maintained']

let root: string
let edition = 1

beforeAll(async () => {
  root = writeProject(thirtyNodes())
  await build()
})

describe('kill -9', () => {
  for (const point of POINTS) {
    it(`at ${point}: whole relations, a good next run, no stage`, async () => {
      const before = edition
      writeFiles(root, seedFiles(++edition))
      const killed = buildAndDieAt(point)
      expect(killed.signal, killed.stderr).toBe('SIGKILL')
      const seen = COMMITTED.includes(point) ? edition : before
      await inProcess(async workspace => {
        expect(await editions(workspace)).toEqual([seen])
        const outcome = await workspace.run(runOptions(), () => undefined)
        expect(outcome.status).toBe('success')
        expect(await editions(workspace)).toEqual([edition])
        expect(await leftOnStages(workspace)).toEqual([])
      })
    })
  }
})

function buildAndDieAt(point: string) {
  return spawnSync(process.execPath, [process.env['MODEL_BIN'] ?? 'dist/bin.js', 'build', '--project-dir', root], {
    env: { ...process.env, MODEL_FAULT: point },
    encoding: 'utf8',
  })
}

async function inProcess(work: (workspace: Workspace) => Promise<void>): Promise<void> {
  const workspace = await openWorkspace({ projectDir: root, env: {}, wait: 10_000 })
  try {
    await work(workspace)
  } finally {
    await workspace.close()
  }
}

function build(): Promise<void> {
  return inProcess(async workspace => {
    const outcome = await workspace.run(runOptions(), () => undefined)
    expect(outcome.status).toBe('success')
  })
}

/** The distinct editions in all published relations together, and whether each has all its rows. */
async function editions(workspace: Workspace): Promise<readonly unknown[]> {
  const each = RELATIONS.map(name => `select edition, count(*) as n from ${name} group by edition`)
  const { rows } = await workspace.query(
    `select distinct edition, n from (${each.join(' union all ')}) as seen`,
    { limit: null },
  )
  return rows.map(row => (String(row['n']) === '200' ? row['edition'] : row))
}

async function leftOnStages(workspace: Workspace): Promise<readonly unknown[]> {
  const { rows } = await workspace.query(
    `select n.nspname || '.' || c.relname as relation
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname like '%\\_\\_stage' or n.nspname like '%\\_\\_old'`,
    { limit: null },
  )
  return rows
}

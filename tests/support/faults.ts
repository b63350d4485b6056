/**
 * Processes that die by kill -9 in the middle of a build of the project of 30 nodes, and what must hold after each: what
 * readers see is of one edition, the ledger agrees with what exists, the next run succeeds and leaves no stage.
 */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Workspace } from '../../src/workspace.ts'
import { type Ended, startModel } from './model-process.ts'
import { createDatabase, SERVER_URL, writePostgresProject } from './postgres-database.ts'
import { inWorkspace, run, runOptions, writeFiles, writeProject } from './project.ts'
import { RELATIONS, seedFiles, thirtyNodes } from './thirty-nodes.ts'

/** Before and after each kind of step: readers see the old edition. */
export const BEFORE_PUBLICATION = [
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
] as const

/** Inside the publication, whose transaction has not yet committed. */
export const IN_PUBLICATION = [
  'publish:before-begin',
  'publish:after-locks',
  'publish:after-old-moved',
  'publish:after-stage-moved',
  'publish:after-repoint',
  'publish:before-commit',
] as const

/** Inside the publication, where tables keep their identity; the other moments of it come after these. */
export const IN_PLACE = ['publish:rows-deleted', 'publish:rows-written'] as const

/** Between the commit and each next step: readers see the new edition. */
export const AFTER_COMMIT = [
  'publish:after-commit',
  'publish:old-dropped',
  'stages:dropping',
  'run:ended',
  'maintained',
] as const

export type FaultPointName = (
  | typeof BEFORE_PUBLICATION
  | typeof IN_PUBLICATION
  | typeof IN_PLACE
  | typeof AFTER_COMMIT
)[number]

/** A project in which one edition stands; the seeds on disk may be of the next. */
export interface FaultProject {
  readonly root: string
  standing: number
  edition: number
  /** Removes what is outside of the folder. */
  drop(): Promise<void>
}

/** Where the project of a test is built. */
export type FaultEngine = 'pglite' | 'postgres'

export interface FaultOptions {
  /** Default: pglite. */
  readonly engine?: FaultEngine
  /** Lines for project.yml: a default of all models, say. */
  readonly config?: string
}

/** Registers a test for each point, on a project of their own. */
export function testPoints(
  title: string,
  points: readonly FaultPointName[],
  options: FaultOptions = {},
): void {
  const absent = options.engine === 'postgres' && SERVER_URL === undefined
  describe.skipIf(absent)(title, () => {
    let project: FaultProject
    beforeAll(async () => {
      project = await builtProject(options)
    })
    afterAll(() => project?.drop())
    for (const point of points) {
      it(`at ${point}: whole relations, a good next run, no stage`, async () => {
        const old = project.standing
        writeNextEdition(project)
        const killed = await buildAndDieAt(project, point)
        expect(killed.signal, killed.stderr).toBe('SIGKILL')
        const committed = (AFTER_COMMIT as readonly string[]).includes(point)
        expect(await recover(project)).toBe(committed ? project.edition : old)
      })
    }
  })
}

/** The project with its first edition published, on a server in a database of its own. */
export async function builtProject(options: FaultOptions = {}): Promise<FaultProject> {
  const { engine, config } = options
  if (engine === 'postgres') {
    const database = await createDatabase('faults')
    const project = await builtOnServer(database.url, config)
    return { ...project, drop: () => database.drop() }
  }
  return firstEdition(writeProject(thirtyNodes()), config)
}

/** The same in a database that is there. */
export function builtOnServer(url: string, config?: string): Promise<FaultProject> {
  return firstEdition(writePostgresProject(thirtyNodes(), url), config)
}

async function firstEdition(root: string, config = ''): Promise<FaultProject> {
  appendFileSync(join(root, 'project.yml'), config)
  expect((await run(root)).status).toBe('success')
  return { root, standing: 1, edition: 1, drop: async () => undefined }
}

/** Changes every seed, so that a whole build of the next edition is due. */
export function writeNextEdition(project: FaultProject): void {
  writeFiles(project.root, seedFiles(++project.edition))
}

/** `build` in a process that ends itself at the point. */
export function buildAndDieAt(project: FaultProject, point: FaultPointName): Promise<Ended> {
  return buildInChild(project, { fault: point })
}

/** `build` in a process of its own; killed after `killAfter` milliseconds when it still runs then. */
export async function buildInChild(
  { root }: FaultProject,
  { fault = '', killAfter }: { readonly fault?: string; readonly killAfter?: number } = {},
): Promise<Ended> {
  const { child, ended } = startModel(['build', '--project-dir', root], { MODEL_FAULT: fault })
  const timer =
    killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter)
  const end = await ended
  clearTimeout(timer)
  return end
}

/**
 * Opens the project once: what stands must be whole and known to the ledger, and so must be what the next run publishes.
 * Returns the edition that readers saw before that run.
 */
export async function recover(project: FaultProject): Promise<number> {
  const check = async (workspace: Workspace): Promise<number> => {
    const seen = await editions(workspace)
    expect(await ledgerDisagreements(workspace)).toEqual([])
    const outcome = await workspace.run(runOptions(), () => undefined)
    expect(outcome.status).toBe('success')
    expect(await editions(workspace)).toEqual([project.edition])
    expect(await ledgerDisagreements(workspace)).toEqual([])
    expect(await leftOnStages(workspace)).toEqual([])
    expect(await runsWithoutEnd(workspace)).toEqual([])
    expect(seen).toHaveLength(1)
    return seen[0] as number
  }
  const seen = await inWorkspace(project.root, check, { wait: 10_000 })
  project.standing = project.edition
  return seen
}

/** The distinct editions in all published relations together; a row in place of an edition that lacks some of its rows. */
async function editions(workspace: Workspace): Promise<readonly unknown[]> {
  const each = RELATIONS.map(name => `select edition, count(*) as n from ${name} group by edition`)
  const { rows } = await workspace.query(
    `select distinct edition, n from (${each.join(' union all ')}) as seen`,
    { limit: null },
  )
  return rows.map(row => (String(row['n']) === '200' ? row['edition'] : row))
}

/** Relations of the ledger that do not exist, or are of another kind, and relations that the ledger does not know. */
async function ledgerDisagreements(workspace: Workspace): Promise<readonly unknown[]> {
  const { rows } = await workspace.query(
    `with known as (
       select schema_name::text as schema, relation_name::text as name, kind = 'view' as view
       from model_meta.relations
       where project = 'shop' and environment = '' and kind <> 'dropped'
     ), existing as (
       select n.nspname::text as schema, c.relname::text as name, c.relkind = 'v' as view
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'v')
     )
     select * from known full join existing using (schema, name)
     where known.view is distinct from existing.view`,
    { limit: null },
  )
  return rows
}

/** Runs that history would show as running for ever. */
async function runsWithoutEnd(workspace: Workspace): Promise<readonly unknown[]> {
  const runs = await workspace.runs(1000)
  return runs.filter(run => run.status === 'running')
}

/** Relations in the work schemas, of which a finished run leaves none. */
async function leftOnStages(workspace: Workspace): Promise<readonly unknown[]> {
  const { rows } = await workspace.query(
    `select n.nspname || '.' || c.relname as relation
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname like '%\\_\\_stage' or n.nspname like '%\\_\\_old'`,
    { limit: null },
  )
  return rows
}

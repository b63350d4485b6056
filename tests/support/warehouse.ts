/** The repository's own warehouse, built in this process over sources that a test brings. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { RunOptions, RunOutcome } from '../../src/run/types.ts'
import { hashContext } from '../../src/server/context.ts'
import type { ServiceRequest } from '../../src/server/request.ts'
import { endpointsFor, openService } from '../../src/server/service.ts'
import { openWorkspace } from '../../src/workspace.ts'
import { type Files, runOptions } from './project.ts'

/** The repository, which is the project. */
export const ROOT = resolve(import.meta.dirname, '../..')

/** All of document 0 and what it needs. */
export const DOCUMENT_0 = '+path:models/marts/derived'

/** All of document 1 and what it needs. */
export const DOCUMENT_1 = '+path:models/marts/analytics'

/** All of document 3 and what it needs. */
export const DOCUMENT_3 = '+path:models/marts/gtm'

export type Row = Readonly<Record<string, unknown>>

export interface WarehouseRequest {
  /** Folder of CSV files for the sources; without it the project's own seeds. */
  readonly seedPath?: string
  /** Folder for the database and the artifacts. */
  readonly targetPath: string
  readonly select?: readonly string[]
  readonly vars?: Readonly<Record<string, string | number>>
  readonly run?: Partial<RunOptions>
}

/** A warehouse that was built, open for questions. */
export interface Warehouse {
  readonly outcome: RunOutcome
  query(sql: string): Promise<readonly Row[]>
  close(): Promise<void>
}

/** Builds and stays open; the caller closes. A second build into the same folder needs the first one closed. */
export async function buildWarehouse(request: WarehouseRequest): Promise<Warehouse> {
  const { seedPath, targetPath, vars, select = [DOCUMENT_1], run } = request
  const workspace = await openWorkspace({
    projectDir: ROOT,
    env: {},
    wait: 0,
    targetPath,
    ...(seedPath !== undefined && { seedPath }),
    ...(vars !== undefined && { vars }),
  })
  try {
    const outcome = await workspace.run(runOptions({ select, ...run }), () => undefined)
    return {
      outcome,
      query: async sql => (await workspace.query(sql, { limit: null })).rows,
      close: () => workspace.close(),
    }
  } catch (error) {
    await workspace.close()
    throw error
  }
}

/** What endpoints of a built warehouse answer. */
export interface AnsweringWarehouse {
  /** The status and the JSON of a GET. */
  get(path: string, query?: string): Promise<{ readonly status: number; readonly body: unknown }>
  close(): Promise<void>
}

/** Opens these paths' endpoints over what was built into a folder; others may lack their relations. */
export async function answeringWarehouse(
  targetPath: string,
  paths: readonly string[],
): Promise<AnsweringWarehouse> {
  const options = { projectDir: ROOT, env: {}, wait: 0, targetPath, serves: true }
  const workspace = await openWorkspace(options)
  const request = (path: string, query = ''): ServiceRequest => ({
    method: 'GET',
    path,
    query,
    header: () => undefined,
    body: undefined,
    id: 'test',
    address: '127.0.0.1',
    origin: 'http://localhost',
    at: new Date(),
  })
  const only = paths.flatMap(path => [...endpointsFor(workspace.manifest, request(path))])
  const service = await openService(workspace, {
    connections: 1,
    timeout: 30_000,
    context: hashContext('salt'),
    newId: () => 'test',
    clock: () => Date.now(),
    only: new Set(only),
  })
  return {
    get: async (path, query) => {
      const { status, body } = await service.answer(request(path, query))
      return { status, body: JSON.parse(String(body)) }
    },
    close: async () => {
      await service.close()
      await workspace.close()
    },
  }
}

/** What failed, as `id: status message`; empty after a good build. Warnings hold nothing back. */
export function troubles(outcome: RunOutcome): readonly string[] {
  const well = ['success', 'pass', 'warn', 'no-op', 'reused', 'skipped']
  return outcome.results
    .filter(result => !well.includes(result.status))
    .map(result => `${result.node}: ${result.status} ${result.message ?? ''}`)
}

/** Names of the checks that warned, sorted. */
export function warnings(outcome: RunOutcome): readonly string[] {
  const warned = outcome.results.filter(result => result.status === 'warn')
  return warned.map(result => result.node.split('.')[2]!).toSorted()
}

/** A temporary folder with these files, and how to remove it. */
export function temporaryFolder(files: Files = {}): {
  readonly path: string
  remove(): void
} {
  const path = mkdtempSync(join(tmpdir(), 'model-warehouse-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

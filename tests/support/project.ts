/** Projects for tests: files in memory, written to a folder of their own that is removed when the test file ends. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import type { RunEvent, RunOptions, RunOutcome } from '../../src/run/types.ts'
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../../src/workspace.ts'

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Texts by path. */
export type Files = Readonly<Record<string, string>>

export const LOCAL_PROJECT = `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse, demo_sources: true}
`

/** Writes a project (with a plain project.yml unless it brings one) and returns its folder. */
export function writeProject(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'model-project-'))
  folders.push(root)
  writeFiles(root, { 'project.yml': LOCAL_PROJECT, ...files })
  return root
}

/** Adds or replaces files of a project. */
export function writeFiles(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const to = join(root, path)
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, text)
  }
}

/** Opens a project's workspace, hands it to `work`, and closes it. */
export async function inWorkspace<T>(
  root: string,
  work: (workspace: Workspace) => Promise<T>,
  options: Partial<WorkspaceOptions> = {},
): Promise<T> {
  const workspace = await openWorkspace({ projectDir: root, env: {}, wait: 0, ...options })
  try {
    return await work(workspace)
  } finally {
    await workspace.close()
  }
}

/** What a run is asked for when a test says nothing else. */
export function runOptions(
  given: Partial<RunOptions> & { readonly select?: readonly string[] } = {},
): RunOptions {
  const { select = [], ...rest } = given
  return {
    command: 'build',
    selection: { select, exclude: [], resourceTypes: [], indirect: 'eager' },
    fullRefresh: false,
    empty: false,
    noAudit: false,
    failFast: false,
    warnError: false,
    storeFailures: false,
    adopt: false,
    dryRun: false,
    wait: 0,
    invocation: 'test',
    ...rest,
  }
}

/** Runs a command in a workspace of its own. */
export function run(
  root: string,
  given: Parameters<typeof runOptions>[0] = {},
  options: Partial<WorkspaceOptions> & { readonly onEvent?: (event: RunEvent) => void } = {},
): Promise<RunOutcome> {
  const { onEvent = () => undefined, ...workspace } = options
  const asked = runOptions({ wait: workspace.wait ?? 0, ...given })
  return inWorkspace(root, opened => opened.run(asked, onEvent), workspace)
}

/** Rows of a query in a workspace of its own. */
export async function rows(root: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const result = await inWorkspace(root, workspace => workspace.query(sql, { limit: null }))
  return result.rows
}

/** `id: status` of every result, sorted. */
export function statuses(outcome: RunOutcome): Readonly<Record<string, string>> {
  const entries = outcome.results.map(result => [shortId(result.node), result.status] as const)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** `model.shop.orders` as `orders`; `test.shop.unique_orders_id.abc` as `unique_orders_id`. */
function shortId(id: string): string {
  const [kind, , ...rest] = id.split('.')
  return kind === 'test' ? rest[0]! : rest.join('.')
}

/** Projects for tests: files in memory, written to a folder of their own that is removed when the test file ends. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import type { RunEvent, RunOptions, RunOutcome } from '../../src/run/types.ts'
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../../src/workspace.ts'

const folders: string[] = []

afterAll(async () => {
  await release()
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

/** The workspace whose engine is kept open, and whether any is. */
let holder: { readonly root: string; readonly workspace: Workspace } | undefined
let keepsOpen = false

/**
 * From now on a file's workspaces share the engine of the newest project as long as they are opened without options: to
 * open the embedded one takes longer than most of what tests do with it. Not for tests in which another process opens
 * the folder, or that remove it.
 */
export function keepEngineOpen(): void {
  keepsOpen = true
}

async function release(): Promise<void> {
  const held = holder
  holder = undefined
  await held?.workspace.close()
}

async function openedIn(root: string, options: Partial<WorkspaceOptions>): Promise<Workspace> {
  const own = { projectDir: root, env: {}, wait: 0, ...options }
  if (!keepsOpen) return openWorkspace(own)
  const shares = Object.keys(options).length === 0
  if (holder !== undefined && (!shares || holder.root !== root)) await release()
  if (!shares) return openWorkspace(own)
  holder ??= { root, workspace: await openWorkspace(own) }
  return holder.workspace.reopen()
}

/** Opens a project's workspace, hands it to `work`, and closes it. */
export async function inWorkspace<T>(
  root: string,
  work: (workspace: Workspace) => Promise<T>,
  options: Partial<WorkspaceOptions> = {},
): Promise<T> {
  const workspace = await openedIn(root, options)
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

/** The scene of a contract case about runs: a tiny project on the engine's target, built through the workspace. */
import type { RunOutcome } from '../../src/run/types.ts'
import {
  openWorkspace,
  type StatusRow,
  type Workspace,
  type WorkspaceOptions,
} from '../../src/workspace.ts'
import {
  type Files,
  inWorkspace,
  runOptions,
  writeFiles,
  writeProject,
} from '../support/project.ts'
import type { EngineUnderTest } from './engine.ts'

/** What a case gets. Relations of its project lie in `schema`, which is the target's. */
export interface ProjectScene {
  readonly schema: string
  /** Adds or replaces files of the project. */
  write(files: Files): Promise<void>
  /** Another name or target for the project, on the same database. */
  writeProjectFile(change: ProjectFile): Promise<void>
  run(given?: Parameters<typeof runOptions>[0], options?: Options): Promise<RunOutcome>
  query(sql: string): Promise<readonly Record<string, unknown>[]>
  status(): Promise<readonly StatusRow[]>
  /** The project's workspace; with options, one of its own for this work. */
  open<T>(work: (workspace: Workspace) => Promise<T>, options?: Options): Promise<T>
  close(): Promise<void>
}

interface ProjectFile {
  readonly name?: string
  readonly target?: object
}
type Options = Partial<WorkspaceOptions>

/** Makes the project; its name and schema are its own, so that cases share a database. */
export function projectScene(engine: EngineUnderTest, schema: string): ProjectScene {
  const projectFile = (change: ProjectFile): string => {
    const target = { ...engine.target, schema, ...change.target }
    return `name: ${change.name ?? schema}\ntargets:\n  engine: ${JSON.stringify(target)}\n`
  }
  const root = writeProject({ 'project.yml': projectFile({}) })
  // Opened once until a file changes, for an embedded engine takes its time.
  let opened: Workspace | undefined
  const close = async () => {
    await opened?.close()
    opened = undefined
  }
  const write = async (files: Files) => {
    await close()
    writeFiles(root, files)
  }
  const open: ProjectScene['open'] = async (work, options) => {
    if (options === undefined) {
      opened ??= await openWorkspace({ projectDir: root, env: {}, wait: 0 })
      return await work(opened)
    }
    await close()
    return await inWorkspace(root, work, options)
  }
  return {
    schema,
    write,
    writeProjectFile: change => write({ 'project.yml': projectFile(change) }),
    run: (given, options) =>
      open(workspace => workspace.run(runOptions(given), () => undefined), options),
    query: sql => open(async workspace => (await workspace.query(sql, { limit: null })).rows),
    status: () => open(workspace => workspace.status()),
    open,
    close,
  }
}

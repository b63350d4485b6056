/** From the flags to an opened project: its target, its variables, its secrets hidden. */
import { join, resolve } from 'node:path'
import type { Restored, Workspace, WorkspaceOptions } from '../workspace.ts'
import type { OpenWorkspace } from './command.ts'
import { faultPoint } from './fault.ts'
import { type FlagValues, readWait } from './flag-values.ts'
import { count } from './print/format.ts'
import type { Printer } from './print/printer.ts'
import { withProgress } from './print/progress.ts'
import type { Terminal } from './terminal.ts'
import { readVars } from './vars.ts'

export interface OpenRequest {
  readonly terminal: Terminal
  readonly printer: Printer
  readonly flags: FlagValues
  readonly open: OpenWorkspace
  readonly projectDir: string
  /** The command asks a few small statements only. */
  readonly brief: boolean
  /** Others may use the embedded database through this process. */
  readonly serves: boolean
  /** It uses a database that another process serves already. */
  readonly joins: boolean
  /** The command line, for those who wait for this process. */
  readonly invocation: string
}

/** Opens the project; its secrets are hidden from then on, also when it cannot be opened. */
export async function openProject(request: OpenRequest): Promise<Workspace> {
  const options = await workspaceOptions(request)
  const workspace = await withProgress(request.printer, 'reading the project', () =>
    request.open(options),
  )
  request.printer.hide(workspace.manifest.project.target.secrets)
  return workspace
}

async function workspaceOptions(request: OpenRequest): Promise<WorkspaceOptions> {
  const { flags, printer, terminal, projectDir } = request
  const at = faultPoint(terminal.env['MODEL_FAULT'], () => terminal.kill())
  const caches = terminal.env['XDG_CACHE_HOME']
  const target = flags.text('target')
  const threads = flags.number('threads')
  const seedPath = flags.text('seed-path')
  const targetPath = flags.text('target-path')
  const vars = flags.texts('vars')
  const defer = flags.on('no-defer') ? false : (flags.text('defer') ?? flags.text('from'))
  const state = flags.text('state')
  return {
    projectDir,
    env: terminal.env,
    pid: terminal.pid,
    brief: request.brief || flags.on('dry-run'),
    ...(caches === undefined ? {} : { cacheFolder: join(caches, 'sql-model') }),
    command: request.invocation,
    serves: request.serves,
    joins: request.joins,
    wait: readWait(flags),
    ...(at === undefined ? {} : { at }),
    onWait: holder => printer.say(`Waiting for ${holder} ...`),
    onRestored: restored => sayRestored(printer, restored),
    onKeepFailed: error => printer.warn(error.message, 'keep'),
    onSecrets: secrets => printer.hide(secrets),
    ...(defer === undefined ? {} : { defer }),
    favorState: flags.on('favor-state'),
    ...(state === undefined ? {} : { state }),
    ...(target === undefined ? {} : { target }),
    ...(threads === undefined ? {} : { threads }),
    ...(seedPath === undefined ? {} : { seedPath: resolve(terminal.cwd, seedPath) }),
    ...(targetPath === undefined ? {} : { targetPath: resolve(terminal.cwd, targetPath) }),
    ...(vars.length === 0 ? {} : { vars: await readVars(vars) }),
  }
}

/** `Restored from keep/, as of 2026-02-14T09:30:00.000Z: crm.status (3 rows), 12 runs.` */
function sayRestored(printer: Printer, { writtenAt, tables, runs, lost }: Restored): void {
  const parts = [
    ...tables.map(({ name, rows }) => `${name} (${count(rows, 'row')})`),
    count(runs, 'run'),
  ]
  printer.say(`The database is new. Restored from keep/, as of ${writtenAt}: ${parts.join(', ')}.`)
  for (const key of lost) printer.warn(`A foreign key could not be restored: ${key}`)
}

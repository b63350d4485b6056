/** What a command is: a definition as data and one function. */
import type { Workspace, WorkspaceOptions } from '../workspace.ts'
import type { ExitCode } from './exit-code.ts'
import type { FlagValues } from './flag-values.ts'
import type { Flag } from './flags.ts'
import type { Printer } from './print/printer.ts'
import type { Terminal } from './terminal.ts'

/** A line of help: what is typed and what it does. */
export interface Example {
  readonly line: string
  readonly text: string
}

export interface CommandArgument {
  /** As commander writes it: `<name>`, `[folder]`. */
  readonly syntax: string
  readonly description: string
}

export interface CommandDefinition {
  readonly name: string
  /** A paragraph for `--help`. */
  readonly description: string
  readonly arguments?: readonly CommandArgument[]
  readonly flags: readonly Flag[]
  /** Asks the database a few small statements only: a quick start matters more than quick execution. */
  readonly brief?: true
  /** stdout carries the result alone, whatever `--output` says; all else goes to stderr. */
  readonly resultOnly?: true
  readonly examples: readonly Example[]
  /** Does the work; returns what the process says to whoever started it. */
  readonly run: (context: CommandContext) => Promise<ExitCode>
}

/** A line of the table of commands: what root help says of it, and how its file is loaded. */
export interface CommandEntry {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly group: 'Begin' | 'Build' | 'Look' | 'Look inside' | 'Keep house'
  readonly summary: string
  /** Not listed in help. */
  readonly hidden?: boolean
  readonly load: () => Promise<{ readonly command: CommandDefinition }>
}

/** How a project is opened; tests put another in its place. */
export type OpenWorkspace = (options: WorkspaceOptions) => Promise<Workspace>

/** What the command line is run with. */
export interface MainOptions {
  readonly terminal: Terminal
  readonly version: string
  /** How projects are opened; default: `openWorkspace`. */
  readonly open?: OpenWorkspace
  readonly now?: () => Date
}

/** All that a command may use. */
export interface CommandContext {
  readonly terminal: Terminal
  readonly printer: Printer
  readonly arguments: readonly (string | undefined)[]
  readonly flags: FlagValues
  readonly now: () => Date
  /** All commands, for completion. */
  readonly commands: readonly CommandEntry[]
  /** The command line as typed; not masked. */
  readonly invocation: string
  /**
   * Opens the project that the flags name; closed when the command ends. `serves`: it will be open for long; `joins`:
   * where another process serves already, through that one.
   */
  openProject(how?: { readonly serves?: boolean; readonly joins?: boolean }): Promise<Workspace>
  /** The folder of the opened project; undefined before. */
  openedRoot(): string | undefined
  /** A signal for work that can be broken off; without it Ctrl-C leaves at once. */
  interruptible(): AbortSignal
}

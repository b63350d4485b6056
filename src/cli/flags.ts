/** The flags that commands share, as data: parsing, help and completion read the same lists. */

export interface Flag {
  /** As commander writes it: `-t, --target <name>`. */
  readonly syntax: string
  readonly description: string
  readonly choices?: readonly string[]
  /** Expected form when the value has to be a whole number of at least this. */
  readonly atLeast?: number
  /** May be given several times, with one value each. */
  readonly repeatable?: true
}

/** `--target` of `-t, --target <name>`. */
export function longName(flag: Flag): string {
  return /--[a-z-]+/.exec(flag.syntax)![0]
}

/** `-t` of `-t, --target <name>`. */
export function shortName(flag: Flag): string | undefined {
  return /^-[a-z]/.exec(flag.syntax)?.[0]
}

/** Whether a value follows the flag. */
export function takesValue(flag: Flag): boolean {
  return /[<[]/.test(flag.syntax)
}

export const RESOURCE_TYPES = ['model', 'seed', 'source', 'test', 'exposure', 'endpoint'] as const
export const INDIRECT_SELECTIONS = ['eager', 'cautious', 'buildable', 'empty'] as const

/** Every command. */
export const OUTPUT_FLAGS: readonly Flag[] = [
  { syntax: '-q, --quiet', description: 'print errors only' },
  { syntax: '-d, --debug', description: 'print reasons, causes and stack traces' },
  {
    syntax: '--log-format <format>',
    description: 'how progress is printed: for people, or an object a line',
    choices: ['text', 'json'],
  },
]

/** Commands that open a project. */
export const PROJECT_FLAGS: readonly Flag[] = [
  { syntax: '-t, --target <name>', description: 'the target of project.yml to work on' },
  {
    syntax: '--vars <mapping>',
    description: 'variables, as YAML or JSON text or as name=value; may be repeated',
    repeatable: true,
  },
  { syntax: '--threads <number>', description: 'nodes worked on at the same time', atLeast: 1 },
  {
    syntax: '--project-dir <folder>',
    description: 'the folder with project.yml (default: here or above)',
  },
  { syntax: '--target-path <folder>', description: 'folder for all that the tool writes' },
  { syntax: '--seed-path <folder>', description: 'take the CSVs of demo sources from this folder' },
  {
    syntax: '--wait [seconds]',
    description: 'wait for another holder or run instead of failing (default: 600 seconds)',
    atLeast: 0,
  },
]

/** Commands that choose nodes. */
export const SELECTION_FLAGS: readonly Flag[] = [
  {
    syntax: '-s, --select <expressions...>',
    description: 'nodes to work on: name, +name, name+, tag:x, path:x, ...',
  },
  { syntax: '--exclude <expressions...>', description: 'nodes to leave out' },
  { syntax: '--selector <name>', description: 'a selection named in selectors.yml' },
  {
    syntax: '--resource-type <types...>',
    description: 'only nodes of these types',
    choices: RESOURCE_TYPES,
  },
  {
    syntax: '--indirect-selection <mode>',
    description: 'which tests ride along with selected nodes',
    choices: INDIRECT_SELECTIONS,
  },
]

/** Commands that read what other nodes have built, here or in another environment. */
export const DEFER_FLAGS: readonly Flag[] = [
  {
    syntax: '--defer <target>',
    description: 'read in this target of the same database what is not built here',
  },
  { syntax: '--no-defer', description: 'do not, whatever project.yml says' },
  {
    syntax: '--favor-state',
    description: 'read there whatever is not selected, also when it is built here',
  },
  {
    syntax: '--state <target>',
    description: 'what state: compares with (default: the target of --defer, else this one)',
  },
]
export const NODE_TIMEOUT: Flag = {
  syntax: '--node-timeout <duration>',
  description: 'time for each node without a timeout of its own: 10m, 90 seconds, ...',
}

/** Commands that execute nodes: run, build, test and seed. */
export const RUN_FLAGS: readonly Flag[] = [
  NODE_TIMEOUT,
  { syntax: '-x, --fail-fast', description: 'stop at the first failure and publish nothing' },
  { syntax: '--warn-error', description: 'treat warnings as errors' },
  { syntax: '--dry-run', description: 'print the steps and their reasons, do nothing' },
  outputFlag('text', 'json'),
]

/** Commands that write relations: run, build and seed. */
export const BUILD_FLAGS: readonly Flag[] = [
  { syntax: '-f, --full-refresh', description: 'reload unchanged seeds and reuse nothing' },
  { syntax: '--empty', description: 'build every relation without rows' },
  { syntax: '--no-audit', description: 'publish without checks' },
  { syntax: '--adopt', description: 'take over relations that exist and are not ours' },
  { syntax: '--yes', description: 'answer yes where a protected target asks' },
]

/** Commands that run checks: build, run and test. */
export const CHECK_FLAGS: readonly Flag[] = [
  { syntax: '--store-failures', description: 'keep the failing rows of checks in tables' },
]

/** Commands that build, check and publish models: build, refresh and run. */
export const WORK_FLAGS: readonly Flag[] = [
  ...SELECTION_FLAGS,
  ...BUILD_FLAGS,
  ...CHECK_FLAGS,
  ...DEFER_FLAGS,
  ...RUN_FLAGS,
  ...PROJECT_FLAGS,
  ...OUTPUT_FLAGS,
]

/** `--output` with a command's own formats. */
export function outputFlag(...formats: readonly string[]): Flag {
  return {
    syntax: '--output <format>',
    description: 'how the result is printed',
    choices: formats,
  }
}

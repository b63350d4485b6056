/** The table of commands: what root help says of each and how its file is loaded when it is the chosen one. */
import type { CommandEntry } from './command.ts'

/** Every command, in the order of root help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    group: 'Begin',
    summary: 'make a new project',
    load: () => import('./commands/init.ts'),
  },
  {
    name: 'debug',
    group: 'Begin',
    summary: 'check the project, the target and the connection',
    load: () => import('./commands/debug.ts'),
  },
  {
    name: 'completion',
    group: 'Begin',
    summary: 'print a completion script for bash, zsh or fish',
    load: () => import('./commands/completion.ts'),
  },
  {
    name: 'build',
    group: 'Build',
    summary: 'load changed seeds, build and check models, publish all at one moment',
    load: () => import('./commands/build.ts'),
  },
  {
    name: 'plan',
    group: 'Build',
    summary: 'what a refresh would do, why, and how long it would take',
    load: () => import('./commands/plan.ts'),
  },
  {
    name: 'refresh',
    group: 'Build',
    summary: 'build what is stale, and nothing else',
    load: () => import('./commands/refresh.ts'),
  },
  {
    name: 'ci',
    group: 'Build',
    summary: 'what a change does: build it aside, check, compare, report, drop',
    load: () => import('./commands/ci.ts'),
  },
  {
    name: 'clone',
    group: 'Build',
    summary: 'copy what another target of the same database has built',
    load: () => import('./commands/clone.ts'),
  },
  {
    name: 'retry',
    group: 'Build',
    summary: 'what failed or was skipped in the last run, once more',
    load: () => import('./commands/retry.ts'),
  },
  {
    name: 'watch',
    group: 'Build',
    summary: 'build what is saved, as soon as it is saved',
    load: () => import('./commands/watch.ts'),
  },
  {
    name: 'run',
    group: 'Build',
    summary: 'build and check models, publish all at one moment',
    load: () => import('./commands/run.ts'),
  },
  {
    name: 'seed',
    group: 'Build',
    summary: 'load changed seeds',
    load: () => import('./commands/seed.ts'),
  },
  {
    name: 'test',
    group: 'Build',
    summary: 'check what is published',
    load: () => import('./commands/test.ts'),
  },
  {
    name: 'schedule',
    group: 'Build',
    summary: 'wait for due times and changes, and run what is due',
    load: () => import('./commands/schedule.ts'),
  },
  {
    name: 'query',
    group: 'Look',
    summary: 'ask the database, once or at a prompt',
    load: () => import('./commands/query.ts'),
  },
  {
    name: 'show',
    group: 'Look',
    summary: 'the first rows of a model, seed, source or test',
    load: () => import('./commands/show.ts'),
  },
  {
    name: 'status',
    group: 'Look',
    summary: 'what is fresh, what is stale and why',
    load: () => import('./commands/status.ts'),
  },
  {
    name: 'source',
    group: 'Look',
    summary: 'freshness: how old the newest rows of sources are',
    load: () => import('./commands/source.ts'),
  },
  {
    name: 'export',
    group: 'Look',
    summary: 'a published relation as CSV, JSON or Parquet',
    load: () => import('./commands/export.ts'),
  },
  {
    name: 'history',
    group: 'Look',
    summary: 'past runs and their results',
    load: () => import('./commands/history.ts'),
  },
  {
    name: 'endpoint',
    group: 'Look',
    summary: 'list the endpoints, and call one without a server',
    load: () => import('./commands/endpoint.ts'),
  },
  {
    name: 'serve',
    group: 'Look',
    summary: 'answer requests over HTTP with the endpoints of the project',
    load: () => import('./commands/serve.ts'),
  },
  {
    name: 'docs',
    group: 'Look',
    summary: 'write the documentation of the project as pages that need no server',
    load: () => import('./commands/docs.ts'),
  },
  {
    name: 'diff',
    group: 'Look',
    summary: 'compare what two targets have built',
    load: () => import('./commands/diff.ts'),
  },
  {
    name: 'ls',
    aliases: ['list'],
    group: 'Look inside',
    summary: 'the nodes that a selection chooses',
    load: () => import('./commands/ls.ts'),
  },
  {
    name: 'compile',
    group: 'Look inside',
    summary: 'the SQL that templates become',
    load: () => import('./commands/compile.ts'),
  },
  {
    name: 'parse',
    group: 'Look inside',
    summary: 'read the project and show its problems',
    load: () => import('./commands/parse.ts'),
  },
  {
    name: 'unlock',
    group: 'Keep house',
    summary: 'who holds the environment; end what a dead run left',
    load: () => import('./commands/unlock.ts'),
  },
  {
    name: 'triggers',
    group: 'Keep house',
    summary: 'let sources tell when they change: install, remove, list',
    load: () => import('./commands/triggers.ts'),
  },
  {
    name: 'gc',
    group: 'Keep house',
    summary: 'drop what the project made and makes no more',
    load: () => import('./commands/gc.ts'),
  },
  {
    name: 'clean',
    group: 'Keep house',
    summary: 'remove what the tool wrote, but the database',
    load: () => import('./commands/clean.ts'),
  },
  {
    name: '__complete',
    group: 'Keep house',
    summary: 'names for completion scripts',
    hidden: true,
    load: () => import('./commands/complete.ts'),
  },
]

/** The entry of a name or alias. */
export function findCommand(name: string): CommandEntry | undefined {
  return COMMANDS.find(entry => entry.name === name || entry.aliases?.includes(name))
}

/** Names that a person may type. */
export function commandNames(): string[] {
  return COMMANDS.filter(entry => !entry.hidden).flatMap(({ name, aliases = [] }) => [
    name,
    ...aliases,
  ])
}

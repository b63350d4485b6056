/** Codes M50xx (usage). */
import { define } from '../define.ts'

export const cliErrors = {
  M5001: define<{ command: string; nearest: string | undefined; known?: readonly string[] }>({
    title: 'unknown command',
    message: ({ command }) => `There is no command "${command}".`,
    hint: ({ nearest, known }) => {
      const all =
        known === undefined
          ? 'model help lists all commands.'
          : `There are: ${known.map(each => `model ${each}`).join(', ')}.`
      return nearest === undefined ? all : `Did you mean "model ${nearest}"? ${all}`
    },
    help: 'The first word after `model` has to be one of its commands. `model help` lists them.',
  }),
  M5002: define<{ command: string; flag: string; nearest: string | undefined }>({
    title: 'unknown flag',
    message: ({ command, flag }) => `model ${command} has no flag ${flag}.`,
    hint: ({ command, nearest }) =>
      nearest === undefined
        ? `model ${command} --help lists its flags.`
        : `Did you mean ${nearest}? model ${command} --help lists its flags.`,
    help: 'Each command takes only the flags that mean something to it. `model COMMAND --help` lists them.',
  }),
  M5003: define<{ flag: string; found: string; expected: string }>({
    title: 'bad value of a flag',
    message: ({ flag, found, expected }) => `${flag} expects ${expected}, found "${found}".`,
    help: 'The value after a flag could not be read. The message says which form is expected.',
  }),
  M5004: define<{ command: string; missing: string }>({
    title: 'something is missing on the command line',
    message: ({ command, missing }) => `model ${command} needs ${missing}.`,
    hint: ({ command }) => `model ${command} --help shows examples.`,
    help: 'A flag was given without its value, or a required argument is absent.',
  }),
  M5005: define<{ command: string; argument: string; selects: boolean }>({
    title: 'too many arguments',
    message: ({ command, argument }) =>
      `model ${command} does not know what to do with "${argument}".`,
    hint: ({ command, argument, selects }) =>
      selects ? `To choose nodes: model ${command} --select ${argument}` : undefined,
    help: 'Nodes are chosen by `--select`; words without a flag are taken only by the commands whose help names them.',
  }),
  M5007: define<{ folder: string; found: string }>({
    title: 'the folder is not empty',
    message: ({ folder, found }) => `${folder} is not empty: it has ${found}.`,
    hint: () => 'Name another folder, or add --force: files of the same names are replaced.',
    help: '`model init` writes into an empty or new folder, so that it never replaces a file by accident.',
  }),
  M5008: define<{ target: string; command: string }>({
    title: 'a protected target needs --yes',
    message: ({ target, command }) =>
      `The target ${target} is protected and nobody is here to be asked whether to ${command} it.`,
    hint: ({ command }) => `When that is what you want: model ${command} --yes`,
    help: 'A target with `protected: true` is built only after a yes: on a terminal you are asked, elsewhere `--yes` says it.',
  }),
  M5009: define<{ command: string; count: number; names: readonly string[] }>({
    title: 'one node is expected',
    message: ({ command, count, names }) =>
      count === 0
        ? `model ${command} shows one node and none is selected.`
        : `model ${command} shows one node and ${count} are selected: ${names.join(', ')}${count > names.length ? ', ...' : ''}.`,
    hint: ({ command }) =>
      `Name one: model ${command} --select NAME, or give SQL: model ${command} --inline "select ..."`,
    help: '`model show` prints the rows of a single node; a selection of several has to be narrowed.',
  }),
  M5010: define<{ found: string; reason: string }>({
    title: '--vars cannot be read',
    message: ({ found, reason }) =>
      `--vars expects YAML or JSON of a mapping, or name=value, found "${found}" (${reason}).`,
    hint: () => `For example: --vars 'as_of: 2026-02-14' or --vars as_of=2026-02-14`,
    help: '`--vars` takes a mapping as YAML or JSON text, or `name=value`; it may be repeated, later values win.',
  }),
  M5011: define<{ first: string; second: string }>({
    title: 'flags exclude each other',
    message: ({ first, second }) => `${first} and ${second} exclude each other.`,
    hint: () => 'Leave one of them out.',
    help: 'Two flags of the command line contradict each other.',
  }),
  M5012: define<{ what: string; found: string }>({
    title: 'not in the history',
    message: ({ what, found }) => `The ledger has no ${what} "${found}".`,
    hint: () => 'model history lists the runs.',
    help: '`model history` reads the ledger of the chosen target; another target has its own.',
  }),
  M5013: define<{ found: string }>({
    title: 'not a project name',
    message: ({ found }) =>
      `A project's name has letters, digits and underscores and begins with a letter, found "${found}".`,
    hint: () => 'Choose one by --name.',
    help: "The project's name is part of every node's id, so it is restricted to letters, digits and underscores.",
  }),
  M5016: define<{ folder: string; reason: string }>({
    title: 'the files cannot be watched',
    message: ({ folder, reason }) => `The files in ${folder} cannot be watched: ${reason}.`,
    hint: () => 'model watch --poll looks at them instead of waiting to be told.',
    help: 'The system tells `model watch` which files are saved. It has a limit of watched folders (on Linux fs.inotify.max_user_watches), and network file systems tell nothing: `--poll` looks at the files five times a second instead.',
  }),
  M5014: define<{ name: string; nearest: string | undefined }>({
    title: 'no such node',
    message: ({ name }) => `The project has no node called "${name}".`,
    hint: ({ nearest }) =>
      nearest === undefined ? 'model ls lists all nodes.' : `Did you mean "${nearest}"?`,
    help: 'The command takes the name of a node: a model, seed, source or test of the project.',
  }),
  M5017: define<{ folder: string }>({
    title: 'the folder holds something else',
    message: ({ folder }) => `${folder} is not empty, and no documentation of ours is in it.`,
    hint: () => 'Choose an empty folder, or remove what is there.',
    help: '`model docs generate` removes the pages of the documentation that it wrote before. It knows its folder by a file `.model-docs`; in a folder without one it writes only when that is empty.',
  }),
  M5015: define<{ folder: string }>({
    title: 'removing a database needs --yes',
    message: ({ folder }) =>
      `Nobody is here to be asked whether to remove the embedded database in ${folder}.`,
    hint: () => 'When that is what you want: model clean --warehouse --yes',
    help: '`model clean --warehouse` removes the embedded database after a yes: on a terminal you are asked, elsewhere `--yes` says it.',
  }),
}

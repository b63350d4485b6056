/** Codes M10xx (project.yml, paths, environment) and M11xx (schema files, seeds as files). */
import { define } from '../define.ts'

const meant = (nearest: string | undefined) =>
  nearest === undefined ? undefined : `Did you mean ${nearest}?`
const meantOr = (nearest: string | undefined, otherwise: string) => meant(nearest) ?? otherwise
const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))

export const projectErrors = {
  M1001: define<{ path: string }>({
    title: 'No project here',
    message: f => `No project.yml was found in ${f.path} or above it.`,
    hint: () =>
      'Run `sql-model init` to start a project here, or name its folder with --project-dir.',
    help: 'Every command works on a project: the folder that holds project.yml. The folder is looked for upwards from where you stand.',
  }),
  M1002: define<{ reason: string }>({
    title: 'Not readable as YAML',
    message: f => `This is not YAML that can be read: ${f.reason}.`,
    hint: () =>
      'Check the indentation and quotes of this line and of the one above it; values with {{ }} need single quotes around them.',
    help: 'The file does not follow the grammar of YAML 1.2: an indentation that does not match, a quote or bracket that is not closed, a key written twice. The place is where the parser stopped, so the cause is there or just above.',
  }),
  M1003: define<{
    key: string
    where: string
    nearest: string | undefined
    known: readonly string[]
  }>({
    title: 'Unknown key',
    message: f => `${f.key} is not a key of ${f.where}.`,
    hint: f => meantOr(f.nearest, `Keys are: ${f.known.join(', ')}.`),
    help: 'A key that the tool does not know is refused, so that a typing error cannot pass unseen. Correct the spelling, or put values of your own under `meta:`.',
  }),
  M1004: define<{ key: string; where: string; instead: string | undefined }>({
    title: 'Something of dbt that is not supported yet',
    message: f => `${f.key} in ${f.where} is something of dbt that is not supported yet.`,
    hint: f => f.instead ?? 'Remove it; values for other tools can stand under `meta:`.',
    help: 'The key means something in dbt, and ignoring it would change what your project does. It is refused until the tool does the same.',
  }),
  M1005: define<{ where: string; expected: string; found: string }>({
    title: 'A value of the wrong kind',
    message: f => `${f.where} is ${f.found}, but must be ${f.expected}.`,
    hint: () => undefined,
    help: 'The key is known but its value has another kind than the tool can use, such as a word where a list is needed. The message says what was expected.',
  }),
  M1006: define<{ name: string; nearest: string | undefined; names: readonly string[] }>({
    title: 'Unknown target',
    message: f => `No target is called ${f.name}; project.yml has ${listed(f.names)}.`,
    hint: f => meant(f.nearest) ?? 'Add it under `targets:`, or choose another with --target.',
    help: 'The target named by --target, or by `target:` of project.yml, is not among the `targets:`.',
  }),
  M1007: define<{ names: readonly string[] }>({
    title: 'No target chosen',
    message: f => `project.yml has several targets (${listed(f.names)}) and names none as its own.`,
    hint: () => 'Write `target: NAME` in project.yml, or use --target.',
    help: 'With one target it is used; with several, `target:` in project.yml or --target must choose.',
  }),
  M1008: define<{ name: string; target: string }>({
    title: 'An environment variable is not set',
    message: f =>
      `The target ${f.target} needs the environment variable ${f.name}, which is not set.`,
    hint: f =>
      `Set it, write it in the project's .env file, or give a default: {{env "${f.name}" "..."}}.`,
    help: 'Only the chosen target is read for env references, so other targets may need variables that you do not have. The process environment wins over .env.',
  }),
  M1009: define<{ text: string }>({
    title: 'Not an env reference',
    message: f => `${f.text} is not something that a target's value can hold.`,
    hint: () => 'Here only {{env "NAME"}} and {{env "NAME" "default"}} are evaluated.',
    help: 'Values of a target may refer to environment variables, and to nothing else.',
  }),
  M1010: define<{ text: string }>({
    title: 'A line of .env that cannot be read',
    message: f => `${f.text} is not an assignment.`,
    hint: () => 'Write NAME=value, one a line; quote a value that has spaces or a #.',
    help: 'The .env file beside project.yml holds NAME=value lines, comments with #, and empty lines. A value may stand in single quotes (as it is) or double quotes (with \\n, \\t, \\" and \\\\).',
  }),
  M1011: define<{ folder: string; key: string }>({
    title: 'A folder of paths is missing',
    message: f => `The folder ${f.folder} of paths.${f.key} does not exist.`,
    hint: () => 'Create it, or correct `paths:` in project.yml.',
    help: 'Folders that project.yml names under `paths:` must exist; the default folders may be absent.',
  }),
  M1012: define<{ file: string }>({
    title: 'A file is not UTF-8',
    message: f => `${f.file} is not valid UTF-8.`,
    hint: () => 'Save it as UTF-8.',
    help: 'All files of a project are read as UTF-8.',
  }),
  M1013: define<{ target: string }>({
    title: '--seed-path without demo_sources',
    message: f =>
      `--seed-path gives files for the sources, but the target ${f.target} has no demo_sources: true, so its sources are real tables.`,
    hint: () => 'Choose a target with demo_sources: true.',
    help: 'Files replace sources only on targets that take their sources from seeds. On other targets sources are never written.',
  }),
  M1014: define<{ folder: string }>({
    title: '--seed-path is no folder',
    message: f => `--seed-path names ${f.folder}, which is not a folder.`,
    hint: () => undefined,
    help: '--seed-path takes a folder of CSV files, named as the sources (core.orders.csv) or the lookup seeds.',
  }),
  M1015: define<{ name: string; folder: string; nearest: string | undefined }>({
    title: 'A file of --seed-path that nothing asks for',
    message: f =>
      `${f.name}.csv in ${f.folder} is neither a declared source nor a seed of this project.`,
    hint: f =>
      meantOr(
        f.nearest && `${f.nearest}.csv`,
        'Files are named SOURCE.TABLE.csv, or like a file in seeds/.',
      ),
    help: 'Each file of --seed-path must belong to a declared source or to a seed, so that a misspelled name cannot leave a source empty unseen.',
  }),
  M1016: define<{ key: string; where: string }>({
    title: 'A key is missing',
    message: f => `${f.where} has no ${f.key}.`,
    hint: f => `Add \`${f.key}:\`.`,
    help: 'The entry cannot be used without this key.',
  }),
  M1017: define<{ file: string; reason: string }>({
    title: 'A file cannot be read',
    message: f => `${f.file} cannot be read: ${f.reason}.`,
    hint: () => 'Check that it exists and that you may read it.',
    help: 'The operating system refused to open a file of the project.',
  }),
  M1019: define<{ folder: string; tree: string; nearest: string | undefined }>({
    title: 'Settings for a folder that is not there',
    message: f => `${f.tree} has settings for ${f.folder}, but nothing lies there.`,
    hint: f =>
      meantOr(
        f.nearest,
        'Remove it, or name a folder or file that exists; settings themselves start with +.',
      ),
    help: 'Under `models:`, `seeds:` and `tests:` of project.yml keys are folders (or names of files) below the paths, and under `sources:` names of sources; keys that start with + are settings. A folder without anything in it is most often a typing error.',
  }),
  M1020: define<{
    key: string
    kind: string
    nearest: string | undefined
    known: readonly string[]
  }>({
    title: 'Unknown config key',
    message: f => `${f.key} is not a config key of ${f.kind}.`,
    hint: f => meantOr(f.nearest, `Config keys of ${f.kind} are: ${f.known.join(', ')}.`),
    help: 'Config keys may stand in project.yml, in a schema file, and in the template; unknown ones are refused everywhere. Values of your own belong under `meta`.',
  }),
  M1021: define<{ key: string; expected: string; found: string; nearest: string | undefined }>({
    title: 'A config value that cannot be used',
    message: f => `The config ${f.key} is ${f.found}, but must be ${f.expected}.`,
    hint: f => meant(f.nearest),
    help: 'The config key is known, but not this value of it.',
  }),
  M1022: define<{ name: string; found: string }>({
    title: 'as_of is not a time',
    message: f => `The var as_of is ${f.found}, but must be a time such as 2026-02-14T00:00:00Z.`,
    hint: () => 'Write an ISO 8601 date, or a date and time with Z or an offset.',
    help: '`as_of` is the moment a run pretends it is; it defaults to the start of the run in UTC.',
  }),
  M1023: define<{ path: string; key: string }>({
    title: 'A path that leaves the project',
    message: f => `${f.path} of paths.${f.key} does not lie inside the project.`,
    hint: () => 'Use a folder below the one that holds project.yml.',
    help: 'Folders under `paths:` are relative to project.yml and stay below it. What the tool writes can be moved elsewhere by --target-path.',
  }),
  M1101: define<{ kind: string; name: string; nearest: string | undefined }>({
    title: 'A schema file describes what is not there',
    message: f => `There is no ${f.kind} called ${f.name}.`,
    hint: f => meantOr(f.nearest, `Correct the name, or remove the entry.`),
    help: 'An entry of a schema file must belong to a file of the project: a model, a seed, a macro, or a singular test of that name.',
  }),
  M1102: define<{ kind: string; name: string; first: string }>({
    title: 'Declared twice',
    message: f => `The ${f.kind} ${f.name} is declared twice; the first is at ${f.first}.`,
    hint: () => 'Merge the two into one.',
    help: 'Each model, seed, source table, exposure, selector, and each column of one, may be declared once.',
  }),
  M1103: define<{ found: string }>({
    title: 'A test that cannot be read',
    message: f => `A test is a name, or a name with its arguments, but this is ${f.found}.`,
    hint: () => 'Write `- not_null`, or `- accepted_values: {values: [a, b]}`.',
    help: 'Under `tests:` (or `data_tests:`) stands a list; each entry is the name of a test or one key, the name, with arguments below it. Arguments and config keys may stand flat, or under `arguments:` and `config:`.',
  }),
  M1104: define<{ found: string; columns: readonly string[]; nearest: string | undefined }>({
    title: 'A constraint on an undeclared column',
    message: f =>
      `The constraint names the column ${f.found}, which is not among the declared columns.`,
    hint: f => meantOr(f.nearest, `Declared columns are: ${listed(f.columns)}.`),
    help: 'Constraints of several columns name columns that the same entry declares.',
  }),
  M1105: define<{ type: string; missing: string }>({
    title: 'A constraint lacks something',
    message: f => `The ${f.type} constraint has no ${f.missing}.`,
    hint: f => `Add \`${f.missing}:\`.`,
    help: 'A check constraint needs an expression, a foreign key says what it refers to (`expression:`, or `to:` and `to_columns:`), and a constraint of a table names its columns.',
  }),
  M1106: define<{ name: string; first: string }>({
    title: 'Two seeds of one name',
    message: f => `Two seeds are called ${f.name}; the other is ${f.first}.`,
    hint: () => 'Rename one of the files.',
    help: 'A seed is called after its file, wherever the file lies, and names are unique.',
  }),
  M1107: define<{ name: string; nearest: string | undefined }>({
    title: 'A seed for a source that is not declared',
    message: f =>
      `The seed ${f.name} has a dot in its name, so it backs a source, but no source ${f.name} is declared.`,
    hint: f =>
      meantOr(f.nearest, 'Declare the source in a schema file, or take the dot out of the name.'),
    help: 'seeds/core.orders.csv gives the rows of the source core.orders on targets with demo_sources. The part before the first dot is the name of the source, the rest the name of its table.',
  }),
  M1108: define<{ name: string }>({
    title: 'Columns of a backing seed',
    message: f => `${f.name} backs a source, so its columns are declared on that source.`,
    hint: () => 'Move the columns and tests to the table under `sources:`.',
    help: 'A seed that backs a source has the columns of the source; a second declaration could disagree.',
  }),
  M1109: define<{ name: string; column: string | undefined }>({
    title: 'A managed table without column types',
    message: f =>
      f.column === undefined
        ? `The managed table ${f.name} declares no columns.`
        : `The column ${f.column} of the managed table ${f.name} has no data_type.`,
    hint: () => 'The tool creates a managed table, so it needs the columns with their `data_type`.',
    help: 'A source with `managed: true` is a table of the project that the tool creates from its declaration.',
  }),
}

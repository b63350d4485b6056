/** Codes M33xx (models written in TypeScript). */
import { define } from '../define.ts'

const SKETCH =
  "import { defineModel, z } from 'sql-model'; export default defineModel({ refs: ['orders'], columns: z.object({ ... }), async *rows(ctx) { ... } })"

export const typescriptErrors = {
  M3301: define<{ problem: string }>({
    title: 'A TypeScript model cannot be parsed',
    message: f => `This is no TypeScript: ${f.problem}.`,
    hint: () => 'Correct the syntax.',
    help: 'Models in TypeScript are read without being run, so their syntax must be right before anything else happens. The same holds for the files of the project that they import.',
  }),
  M3302: define<{ file: string; problem: string }>({
    title: 'A TypeScript file in a folder of models is no model',
    message: f => `${f.file} is no model: ${f.problem}.`,
    hint: () =>
      `Write ${SKETCH}; a module that models import may lie here under a name that begins with _.`,
    help: 'Every .ts file below the folders of models is a model: it exports by default one call of defineModel with an object literal. Files whose name begins with an underscore, and declaration files, are left alone: they are modules that models import.',
  }),
  M3303: define<{ key: string; found: string }>({
    title: 'A part of a TypeScript model must be literal',
    message: f =>
      `${f.key} holds ${f.found}, which is known only when the file runs; it must be literal.`,
    hint: f =>
      `Write the texts, numbers and lists of ${f.key} where they are used, without names and calls.`,
    help: 'refs, inputs and config of a TypeScript model are read from its syntax tree, so that the graph of a project is known without running any of its code. Constants, calls, spreads and templates that hold expressions cannot stand there.',
  }),
  M3304: define<{ key: string; problem: string; nearest?: string | undefined }>({
    title: 'A property of a TypeScript model is missing or unknown',
    message: f => `${f.key} ${f.problem}.`,
    hint: f =>
      f.nearest === undefined
        ? 'A model has refs, inputs, config, columns and rows; columns and rows are needed.'
        : `Did you mean ${f.nearest}?`,
    help: 'defineModel takes an object with columns (a zod object) and rows (an async generator), and may have refs, inputs and config.',
  }),
  M3305: define<{ name: string; found: string }>({
    title: 'A TypeScript model is always a table',
    message: f => `${f.name} is written in TypeScript and configured as ${f.found}.`,
    hint: () => 'Remove materialized, or write table.',
    help: 'The rows of a TypeScript model are computed outside of the database, so they are stored as a table. A folder of models that is configured as views may hold one all the same.',
  }),
  M3306: define<{ path: string; reason: string }>({
    title: 'An input of a TypeScript model cannot be read',
    message: f => `The input ${f.path} ${f.reason}.`,
    hint: () => 'Inputs are files of the project, named from its root with forward slashes.',
    help: 'Files that a TypeScript model reads are named under inputs: their content belongs to the definition of the model, so that a change makes it stale.',
  }),
  M3307: define<{ specifier: string }>({
    title: 'A module that a TypeScript model imports does not exist',
    message: f => `There is no file ${f.specifier} from here.`,
    hint: () => 'Correct the path; .ts and /index.ts are tried.',
    help: 'Files of the project that a TypeScript model imports belong to its definition. They are found by their relative path.',
  }),
  M3308: define<{ key: string; name: string }>({
    title: 'A setting is for TypeScript models alone',
    message: f => `${f.key} is a setting of TypeScript models, and ${f.name} is written in SQL.`,
    hint: f => `Remove ${f.key}.`,
    help: 'budget, max_failures, concurrency, per_second, call_retries and call_timeout say how the code of a TypeScript model is run. In project.yml they may stand for a folder in which SQL models lie too.',
  }),
  M3310: define<{ name: string; message: string; missing: string | undefined }>({
    title: 'A TypeScript model cannot be loaded',
    message: f => `${f.name} cannot be loaded: ${f.message}.`,
    hint: f =>
      f.missing === undefined
        ? 'Correct what the file does while it is imported.'
        : f.missing === 'zod'
          ? "Write import { defineModel, z } from 'sql-model', which brings zod; a zod of your own must be installed in the project."
          : `Install ${f.missing} in the project, or correct its name.`,
    help: 'The file of a TypeScript model, or a module that it imports, failed while it was loaded. z and defineModel come from sql-model; other packages must be installed in the project.',
  }),
  M3311: define<{ name: string; problem: string }>({
    title: 'What a TypeScript model exports is no model',
    message: f => `${f.name} ${f.problem}.`,
    hint: () => `Write ${SKETCH}.`,
    help: 'A TypeScript model exports by default what defineModel gives: columns is a zod object and rows an async generator function.',
  }),
  M3312: define<{ column: string; found: string }>({
    title: 'A column of a TypeScript model has no SQL type',
    message: f =>
      `The schema of column ${f.column} is ${f.found}, which has no SQL type of its own.`,
    hint: () => "Say the type: .meta({ type: 'text' }).",
    help: 'The columns of a TypeScript model get their types from their zod schemas. Where a schema says nothing of the value that comes out of it (a transformation, a union of different kinds), its meta does.',
  }),
  M3313: define<{ name: string; row: number; problems: readonly string[]; value: string }>({
    title: 'A row does not fit the columns',
    message: f => `Row ${f.row} of ${f.name} does not fit: ${f.problems.join('; ')} (${f.value}).`,
    hint: () =>
      'Correct what rows() yields, or the schema; with max_failures in config such rows are set aside.',
    help: 'Every row that a TypeScript model yields is validated by its columns. A row that does not fit is a failure: without max_failures it ends the model, otherwise it is written to the table <name>__failures and left out.',
  }),
  M3314: define<{ name: string; message: string }>({
    title: 'A TypeScript model failed',
    message: f => `${f.name} failed: ${f.message}.`,
    hint: () =>
      'Correct the code at this place; what was answered so far is kept, and the next run goes on from there.',
    help: 'rows() of a TypeScript model threw. The place is the line of the file at which it happened.',
  }),
  M3316: define<{ name: string; failures: number; limit: number; first: string }>({
    title: 'Too many rows of a TypeScript model failed',
    message: f =>
      f.limit === 0
        ? `A row of ${f.name} failed: ${f.first}.`
        : `${f.failures} rows of ${f.name} failed, more than max_failures: ${f.limit}. The first: ${f.first}.`,
    hint: () =>
      'Correct the cause, or raise max_failures in its config. What was answered so far is kept.',
    help: 'Rows whose call failed, or that do not fit the columns, are set aside in the table <name>__failures, up to max_failures in the config of the model. Without it the first failure ends the model.',
  }),
  M3317: define<{ reference: string; key: string; problem: string }>({
    title: 'The key by which rows are read is no key',
    message: f => `Rows of ${f.reference} are read by ${f.key}, which ${f.problem}.`,
    hint: () => 'Read by another key, or without one.',
    help: 'Rows of a reference are read page by page along a key. A key that repeats or is null would lose rows, so it is an error.',
  }),
  M3318: define<{ name: string; found: string }>({
    title: 'A TypeScript model yields something else than rows',
    message: f => `${f.name} yields ${f.found}; a row, or a list of rows, was expected.`,
    hint: () => 'Yield objects with the columns as keys.',
    help: 'rows() yields plain objects, one a row, or lists of them.',
  }),
  M3319: define<{ name: string; target: string }>({
    title: 'A TypeScript model cannot be built in one transaction',
    message: f =>
      `${f.name} is written in TypeScript, and target ${f.target} has consistency: snapshot.`,
    hint: () => 'Select the SQL models alone, or build on a target without it.',
    help: 'With consistency: snapshot all stages are built in one transaction. Code may take hours and ask others, and no transaction is open while it does.',
  }),
  M3320: define<{ kind: string; name: string; nearest?: string | undefined }>({
    title: 'A TypeScript model asks for what it does not declare',
    message: f => `${f.name} is no ${f.kind} of this model.`,
    hint: f =>
      f.nearest === undefined
        ? 'Add it to the literals of defineModel.'
        : `Did you mean ${f.nearest}? Else add it to the literals of defineModel.`,
    help: 'ctx.refs and ctx.inputs hold what the model declares under refs and inputs, so that the graph and the definition of the model are right.',
  }),
  M3321: define<{ name: string; row: number; problems: readonly string[]; value: string }>({
    title: 'A row cannot be stored',
    message: f =>
      `Row ${f.row} of ${f.name} cannot be stored: ${f.problems.join('; ')} (${f.value}).`,
    hint: () =>
      'Correct the value in rows(), or the type of the column; with max_failures in config such rows are set aside.',
    help: 'The row fits the schemas of the columns, but not the types of the table: a number is out of range, a text is no date, or a value holds a NUL character, which databases do not store. Without max_failures such a row ends the model, otherwise it is written to the table <name>__failures and left out.',
  }),
  M3322: define<{ relation: string; name: string }>({
    title: 'The table for failed rows is taken',
    message: f =>
      `${f.relation} exists and is not the table of the failed rows of ${f.name}: it is not replaced.`,
    hint: () => 'Rename the model or that table.',
    help: 'Rows that failed are written to <name>__failures beside the model. A table of that name that the tool did not make is never touched.',
  }),
  M3330: define<{ file: string; problems: readonly string[] }>({
    title: 'An input of a TypeScript model has not the shape that its schema wants',
    message: f =>
      f.problems.length === 1
        ? `${f.file} has a problem: ${f.problems[0]}`
        : `${f.file} has ${f.problems.length} problems:\n${f.problems.map(problem => `  ${problem}`).join('\n')}`,
    hint: () => 'Correct the file, or the schema that the model gives to yaml().',
    help: "ctx.inputs['file'].yaml(schema) reads a file as YAML and validates it by a zod schema. All that is wrong is said at once, each problem with its line; the place of the error is that of the first.",
  }),
  M3323: define<{ column: string; type: string; problem: string }>({
    title: 'The type of a column of a TypeScript model is not known',
    message: f => `Column ${f.column} cannot be of type ${f.type}: ${f.problem}.`,
    hint: () => "Correct .meta({ type: '...' }) of its schema.",
    help: 'The types of columns are those of the database: what a schema says by meta is sent to it as it is written.',
  }),
}

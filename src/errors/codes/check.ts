/** Codes M31xx (checks and contracts). */
import { define } from '../define.ts'

export const checkErrors = {
  M3101: define<{ test: string; key: string; found: string }>({
    title: 'A condition on the number of failures is not understood',
    message: f =>
      `${f.key} of test ${f.test} is \`${f.found}\`; expected a comparison with a whole number.`,
    hint: f => `Write one of = != < <= > >= and a number, such as \`${f.key}: '> 10'\`.`,
    help: 'warn_if and error_if compare the number of failing rows with a number: `!= 0` (the default), `> 10`, `>= 1`. Other SQL is not accepted, because the comparison is made by the tool and not by the database.',
  }),
  M3102: define<{ test: string; argument: string }>({
    title: 'An argument of a test is missing',
    message: f => `Test ${f.test} needs the argument \`${f.argument}\`, which is absent.`,
    hint: f => `Add \`${f.argument}:\` below the test, flat or under \`arguments:\`.`,
    help: 'Some built-in tests cannot run without an argument: `accepted_values` needs `values`, `relationships` needs `to` and `field`. Arguments stand below the name of the test, flat or under `arguments:`.',
  }),
  M3103: define<{ test: string; argument: string; expected: string; found: string }>({
    title: 'An argument of a test is of the wrong kind',
    message: f =>
      `Argument \`${f.argument}\` of test ${f.test} is ${f.found}; expected ${f.expected}.`,
    help: 'An argument of a built-in test has another form than the test can use: a text where a list is expected, a name that is no model, seed or source. The message says what was found and what is expected.',
  }),
  M3104: define<{
    test: string
    argument: string
    known: readonly string[]
    near: string | undefined
  }>({
    title: 'A test does not know an argument',
    message: f =>
      `Test ${f.test} has no argument \`${f.argument}\`; it knows ${f.known.length === 0 ? 'none' : f.known.map(name => `\`${name}\``).join(', ')}.`,
    hint: f => (f.near === undefined ? undefined : `Did you mean \`${f.near}\`?`),
    help: 'A misspelt argument would otherwise be ignored and the test would check something else than was meant. Keys of configuration (severity, where, limit, ...) may stand beside the arguments or under `config:`.',
  }),
  M3105: define<{ test: string; node: string }>({
    title: 'A test needs a column',
    message: f => `Test ${f.test} on ${f.node} is not declared on a column, and it tests one.`,
    hint: () => 'Declare it under `columns:` of the model, or add `column_name:` to its arguments.',
    help: 'Tests such as `unique` and `not_null` look at one column. They are declared below that column; on the model itself they need `column_name`.',
  }),
  M3106: define<{ test: string; known: readonly string[]; near: string | undefined }>({
    title: 'An unknown test',
    message: f =>
      `There is no test \`${f.test}\`; built in are ${f.known.join(', ')}, and the project's own are declared by {{#test}}.`,
    hint: f => (f.near === undefined ? undefined : `Did you mean \`${f.near}\`?`),
    help: 'A schema file names a test that is neither built in nor declared by a `{{#test "name" as |model column|}}` block under macros/.',
  }),
  M3110: define<{ node: string; table: string }>({
    title: 'A relation does not keep its contract',
    message: f =>
      `The columns of ${f.node} differ from those declared in its schema file.\n${f.table}`,
    hint: () =>
      'Change the SELECT (cast a column, drop or add one), or the declared columns and data types.',
    help: 'A model with `contract: {enforced: true}` promises the names and data types of its columns. They are compared when it is staged, before anybody reads it; a column that is missing, undeclared or of another type fails the model. A declared type without length or precision (`numeric`, `varchar`) accepts any.',
  }),
  M3111: define<{ node: string; columns: readonly string[] }>({
    title: 'A contract without data types',
    message: f =>
      f.columns.length === 0
        ? `${f.node} enforces a contract but declares no columns.`
        : `${f.node} enforces a contract, but these columns declare no data_type: ${f.columns.join(', ')}.`,
    hint: () => 'Add `data_type:` to every column, or remove `contract: {enforced: true}`.',
    help: 'An enforced contract compares names and data types, so each column of the model has to be declared with its `data_type`.',
  }),
  M3112: define<{ node: string; type: string; missing: 'columns' | 'expression' }>({
    title: 'A constraint is incomplete',
    message: f => `A ${f.type} constraint of ${f.node} has no ${f.missing}.`,
    hint: f =>
      f.missing === 'columns'
        ? 'Declare it below a column, or add `columns: [...]`.'
        : f.type === 'check'
          ? "Add `expression: 'amount >= 0'`."
          : "Add `expression: 'other_schema.other_table (id)'`.",
    help: 'Constraints of type unique, primary_key, not_null and foreign_key need columns; check and foreign_key need an expression: the condition, or the table and columns that are referenced.',
  }),
}

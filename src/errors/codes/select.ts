/** Codes M15xx (selection). */
import { define } from '../define.ts'

/** "did you mean" where a near name is known. */
function meant(nearest: string | undefined): string {
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`
}

export const selectErrors = {
  M1501: define<{
    readonly method: string
    readonly nearest: string | undefined
    readonly known: readonly string[]
  }>({
    title: 'unknown selection method',
    message: ({ method, nearest }) => `there is no selection method "${method}"${meant(nearest)}`,
    hint: ({ known }) => `The methods are ${known.join(', ')}.`,
    help: 'A selection expression of the form `method:value` begins with a word that is no method, such as `tags:daily` for `tag:daily`. Without a method a value is the name of a node, its folders, a path or a file.',
  }),
  M1502: define<{ readonly expression: string; readonly problem: string }>({
    title: 'malformed selection expression',
    message: ({ expression, problem }) =>
      `the selection expression "${expression}" cannot be read: ${problem}`,
    hint: () =>
      'An expression is [@|n+][method:]value[+n]; a comma between two means both, a space means either.',
    help: 'Selection expressions are `[@|n+][method:]value[+n]`: `+orders` adds all parents, `2+orders` two steps of them, `orders+1` the children, `@orders` the children and all that these need. A comma intersects, a space unites; neither side of a comma may be empty, and `@` does not go with a `+` behind.',
  }),
  M1503: define<{
    readonly method: string
    readonly value: string
    readonly nearest: string | undefined
    readonly expected: readonly string[]
  }>({
    title: 'a selection method does not know this value',
    message: ({ method, value, nearest, expected }) =>
      `${method} does not know "${value}", it knows ${expected.join(', ')}${meant(nearest)}`,
    hint: ({ method }) => `Give ${method} one of these.`,
    help: 'Some selection methods take one of a fixed set of words: `resource_type:`, `test_type:`, `state:`, `result:`, `source_status:`, and `--resource-type`. The message lists them.',
  }),
  M1504: define<{ readonly method: string; readonly comesWith: string }>({
    title: 'a selection method lacks its facts',
    message: ({ method, comesWith }) =>
      `the selection method "${method}" is not available yet: it comes with ${comesWith}`,
    hint: () => 'Select by name, tag, path or config instead.',
    help: 'The selection grammar is complete, but some methods need facts that this command, or this version, does not have: `state:` needs something to compare the project with, `result:` the results of a run, `source_status:` two readings of freshness, `unit_test:` unit tests, `column:` the lineage of columns.',
  }),
  M1505: define<{
    readonly name: string
    readonly nearest: string | undefined
    readonly known: readonly string[]
  }>({
    title: 'unknown selector',
    message: ({ name, nearest }) =>
      `selectors.yml has no selector named "${name}"${meant(nearest)}`,
    hint: ({ known }) =>
      known.length === 0
        ? 'The project has no named selectors: write selectors.yml beside project.yml.'
        : `It has ${known.join(', ')}.`,
    help: '`--selector NAME`, `selector:NAME` and `method: selector` refer to an entry of selectors.yml by its name.',
  }),
  M1506: define<{ readonly selector: string; readonly problem: string }>({
    title: 'a selector is not defined well',
    message: ({ selector, problem }) => `the selector "${selector}" cannot be read: ${problem}`,
    hint: () =>
      'A definition is a text, {union: [...]}, {intersection: [...]}, {METHOD: VALUE} or {method: ..., value: ...}.',
    help: 'A definition in selectors.yml is a selection expression, or `union` or `intersection` with a list of definitions of which one may be `exclude: [...]`, or one method with its value (`tag: nightly`), or `method` and `value` with `parents`, `children`, `parents_depth`, `children_depth`, `childrens_parents`, `indirect_selection` and `exclude`. At the top `union` and `intersection` stand alone.',
  }),
  M1507: define<{ readonly cycle: readonly string[] }>({
    title: 'selectors refer to each other in a circle',
    message: ({ cycle }) => `a selector cannot refer to itself: ${cycle.join(' -> ')}`,
    hint: () => 'Take one of these references out.',
    help: 'A selector may contain another one by `method: selector`, but not, directly or through others, itself.',
  }),
}

/** Codes M14xx (references, unique names, cycles). */
import { define } from '../define.ts'

export const graphErrors = {
  M1401: define<{ readonly cycle: readonly string[] }>({
    title: 'nodes read each other in a circle',
    message: ({ cycle }) =>
      `a node cannot read what is made from it: ${shorten(cycle).join(' -> ')} (each is read by the next)`,
    hint: ({ cycle }) =>
      `take one of these references out, or move what both need into a model that ${cycle[0]} and its readers share`,
    help: 'References form a circle, so no order exists in which the nodes could be built. The message names the circle from a node back to itself; each name is read by the next one. Remove one reference of it. When two models need the same rows, put these into a third model that both read.',
  }),
  M1402: define<{ name: string; nearest: string | undefined; source: string | undefined }>({
    title: 'A ref to what is not there',
    message: f => `No model or seed is called ${f.name}.`,
    hint: f => {
      if (f.source !== undefined)
        return `${f.source} is a source: write {{source "${f.source.replace('.', '" "')}"}}.`
      return f.nearest === undefined
        ? 'Models are named after their files, without folders; tables that the project does not make are sources.'
        : `Did you mean ${f.nearest}?`
    },
    help: 'ref names a model or a seed of this project by the name of its file. Tables that others load are declared under `sources:` in a schema file and read with {{source "name" "table"}}.',
  }),
  M1403: define<{ name: string; file: string }>({
    title: 'A reference to something disabled',
    message: f => `${f.name} is disabled (enabled: false), so it cannot be read.`,
    hint: f => `Enable ${f.file}, or take the reference out.`,
    help: 'A disabled model, seed or source is not built, and what reads it could not be either.',
  }),
  M1404: define<{ source: string; table: string; nearest: string | undefined }>({
    title: 'An unknown source',
    message: f => `No source ${f.source}.${f.table} is declared.`,
    hint: f =>
      f.nearest === undefined
        ? 'Declare it under `sources:` in a schema file.'
        : `Did you mean ${f.nearest}?`,
    help: 'source names a table that is declared under `sources:` in a schema file: the name of the source, then that of the table.',
  }),
  M1405: define<{ kind: string; name: string; first: string }>({
    title: 'A name taken twice',
    message: f => `The ${f.kind} ${f.name} has the same name as ${f.first}.`,
    hint: () =>
      'Rename one of the two files; an `alias` config keeps the name of its relation in the database.',
    help: 'References use the name of a file without its folder, so models and seeds have names of their own across the whole project, and so have singular tests.',
  }),
  M1406: define<{ relation: string; name: string; first: string }>({
    title: 'Two nodes that are one relation',
    message: f => `${f.name} and ${f.first} would both be the relation ${f.relation}.`,
    hint: () => 'Give one of them another `schema` or `alias`.',
    help: 'Two nodes that write one relation would overwrite each other. Names are compared without regard to capitals, as people do.',
  }),
  M1407: define<{ name: string; problem: string }>({
    title: 'A name that cannot be used',
    message: f => `The name ${f.name} ${f.problem}.`,
    hint: () =>
      'Use letters, digits and _ in names of files and schemas; up to 63 bytes for a relation.',
    help: 'Names of files become names of relations and stand in selections, so dots, spaces and quotes are refused, as are names that the database would cut, and the schemas that the tool itself uses (model_meta, and those that end with __stage or __old).',
  }),
  M1408: define<{ name: string; id: string; first: string }>({
    title: 'The same test twice',
    message: f =>
      `The test ${f.name} is declared twice with the same arguments; the first is at ${f.first}.`,
    hint: () => 'Remove one, or give one a `name:` of its own.',
    help: 'Two tests of one name and arguments cannot be told apart in results. Tests that differ only in config, such as `where`, need a name.',
  }),
  M1409: define<{ text: string }>({
    title: 'A reference that cannot be read',
    message: f => `${f.text} is no reference.`,
    hint: () => "Write ref('name') or source('name', 'table').",
    help: "In schema files references are written ref('name') or source('name', 'table').",
  }),
}

/** A circle of thousands shows its two ends. */
function shorten(path: readonly string[]): readonly string[] {
  if (path.length <= 24) return path
  return [...path.slice(0, 12), `... ${path.length - 22} more ...`, ...path.slice(-10)]
}

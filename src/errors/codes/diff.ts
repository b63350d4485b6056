/** Codes M32xx (comparing what two targets have built). */
import { define } from '../define.ts'

export const diffErrors = {
  M3201: define<{ target: string; names: readonly string[] }>({
    title: 'Nothing to compare with',
    message: f => `model diff needs something to compare target ${f.target} with.`,
    hint: f =>
      f.names.length > 0
        ? `Name another target (--against ${f.names.join(', --against ')}), or other schemas of this one (--against-prefix, --against-schema).`
        : 'Name other schemas of the target: --against-prefix PREFIX or --against-schema SCHEMA.',
    help: '`model diff` compares what is built in one place with what is built in another: a target of project.yml, the schemas of another prefix, or one schema.',
  }),
  M3202: define<{ relation: string; where: string }>({
    title: 'A relation would be compared with itself',
    message: f => `Both sides are ${f.relation} in ${f.where}: it would be compared with itself.`,
    hint: () => 'Name another target, prefix or schema.',
    help: 'The two sides that were named lead to the same relation of the same database, so there is nothing to compare.',
  }),
  M3203: define<{ relation: string; where: string; column: string; nearest: string | undefined }>({
    title: 'An unknown column of a comparison',
    message: f => `${f.relation} has no column "${f.column}" in ${f.where}.`,
    hint: f =>
      f.nearest === undefined
        ? 'A key given by --key has to be in every compared relation, on both sides; choose relations by --select.'
        : `Did you mean "${f.nearest}"?`,
    help: '`--key` names the columns by which rows are matched, so every relation that is compared needs them on both sides. Without `--key` the primary key or the columns of a `unique` or `unique_combination` test are taken.',
  }),
  M3204: define<{ column: string; nearest: string | undefined }>({
    title: 'An ignored column that is not there',
    message: f => `--ignore-columns names "${f.column}", which no compared relation has.`,
    hint: f => (f.nearest === undefined ? undefined : `Did you mean "${f.nearest}"?`),
    help: 'A misspelt name would otherwise be ignored, and the column that was meant compared all the same.',
  }),
}

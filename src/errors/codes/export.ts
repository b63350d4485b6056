/** Codes M35xx (writing relations to files). */
import { define } from '../define.ts'

export const exportErrors = {
  M3501: define<{ relation: string; database: string }>({
    title: 'Nothing to export',
    message: f => `${f.relation} does not exist in database ${f.database}.`,
    hint: () => 'Build it first.',
    help: 'An export reads the published relation of a model, seed or source, as readers see it.',
  }),
  M3502: define<{ out: string; formats: readonly string[] }>({
    title: 'The format of an export is not known',
    message: f => `The name ${f.out} does not say in which format to write.`,
    hint: f => `Give --format: ${f.formats.join(', ')}.`,
    help: 'Without --format the ending of the file decides: .csv, .json or .parquet.',
  }),
  M3503: define<{ out: string; reason: string }>({
    title: 'An export cannot be written',
    message: f => `${f.out} cannot be written: ${f.reason}.`,
    hint: () => 'Look at the folder, its rights and the room on the disk.',
    help: 'An export is written beside the file that it replaces, and renamed when it is whole. What stood there stays until then.',
  }),
  M3504: define<{ format: string }>({
    title: 'A binary format does not go to stdout',
    message: f => `${f.format} is binary and needs a file.`,
    hint: () => 'Give --out FILE.',
    help: 'CSV and JSON can be written to stdout by --out -. Parquet is written to a file.',
  }),
  M3505: define<{ column: string; relation: string; nearest?: string | undefined }>({
    title: 'An export is ordered by what is no column',
    message: f => `${f.relation} has no column ${f.column}.`,
    hint: f => (f.nearest === undefined ? undefined : `Did you mean ${f.nearest}?`),
    help: '--order-by, and order_by of the config export, name columns of the relation.',
  }),
}

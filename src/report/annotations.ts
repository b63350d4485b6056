/** What a CI run found as workflow commands of GitHub: shown at the lines of the change. Pure. */
import type { CiReport } from './ci-report.ts'
import { differenceText } from './difference-markdown.ts'

export interface AnnotationOptions {
  /** The project's folder within the repository, with a slash at its end; '' for the repository itself. */
  readonly folder: string
}

/** A line for each failure and warning, and a notice for each relation that differs. */
export function githubAnnotations(report: CiReport, { folder }: AnnotationOptions): string[] {
  const files = new Map(report.nodes.map(node => [node.unique_id, node.file]))
  const troubles = report.troubles.map(({ status, file, line, name, message, hint }) =>
    command(status === 'warn' ? 'warning' : 'error', {
      file: file === null ? null : folder + file,
      ...{ line, title: name, message: hint === null ? message : `${message}\n${hint}` },
    }),
  )
  const differences = report.differences
    .filter(({ status }) => status === 'different')
    .map(row => {
      const file = files.get(row.unique_id)
      return command('notice', {
        file: file === undefined ? null : folder + file,
        line: 1,
        title: `${row.relation} differs from ${report.against}`,
        message: plain(`${differenceText(row)}${inColumns(row)}`),
      })
    })
  return [...troubles, ...differences]
}

/** Columns that are named in a notice. */
const NAMED = 5

function inColumns({ columns }: CiReport['differences'][number]): string {
  const differing = columns.filter(({ percent }) => percent !== null && percent < 100)
  if (differing.length === 0) return ''
  const names = differing.slice(0, NAMED).map(({ name }) => name)
  return `; other values in ${names.join(', ')}${differing.length > NAMED ? ' and more' : ''}`
}

const plain = (markdown: string) => markdown.replace(/\\([\\`*_[\]<>|#])/g, '$1')

function command(
  kind: 'error' | 'warning' | 'notice',
  {
    file,
    line,
    title,
    message,
  }: {
    readonly file: string | null
    readonly line: number | null
    readonly title: string
    readonly message: string
  },
): string {
  const properties = [
    ...(file === null ? [] : [`file=${property(file)}`]),
    ...(file === null || line === null ? [] : [`line=${line}`]),
    `title=${property(title)}`,
  ]
  return `::${kind} ${properties.join(',')}::${escaped(message)}`
}

const escaped = (text: string) =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string) => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

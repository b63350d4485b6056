/** A comparison for people: a line per relation, then what differs in each, then the count. */
import type { DiffPlace, DiffRow, DiffRowColumn, DiffRowSample } from '../../workspace.ts'
import { count, formatCell } from './format.ts'
import type { Printer } from './printer.ts'
import { printTable, type TableColumn } from './table.ts'

/** What the two sides are called. */
export interface DiffLabels {
  readonly here: string
  readonly there: string
}

type View = Pick<Printer, 'out' | 'outPaint'>

/** `target dev: postgres at 127.0.0.1:5432, database shop, schema prefix dev_`. */
export function placeText(place: DiffPlace, { paint }: Pick<Printer, 'paint'>): string {
  const prefix = place.prefix === '' ? 'no schema prefix' : `schema prefix ${place.prefix}`
  const where = place.schema === null ? prefix : `schema ${place.schema}`
  return `target ${paint.bold(place.target)}: ${place.adapter} at ${place.host}, database ${place.database}, ${where}`
}

/** The parts of the report, in order. */
export function printDiff(
  rows: readonly DiffRow[],
  labels: DiffLabels,
  view: View,
): readonly string[] {
  const differing = rows.filter(({ status }) => status === 'different')
  return [
    overview(rows, labels, view),
    ...differing.flatMap(row => details(row, labels, view)),
    `\n${summary(rows, view)}`,
  ]
}

const right = (name: string): TableColumn => ({ name, align: 'right' })

function overview(rows: readonly DiffRow[], labels: DiffLabels, view: View): string {
  const columns = [
    { name: 'relation' },
    { name: 'result' },
    right('rows'),
    right(`only in ${labels.here}`),
    right(`only in ${labels.there}`),
    right('changed'),
    { name: 'compared by' },
  ]
  const cells = rows.map(row => [
    row.relation,
    row.status === 'skipped' ? 'not compared' : row.status,
    rowsCell(row),
    row.only_here ?? '-',
    row.only_there ?? '-',
    row.key === null ? '-' : (row.changed ?? '-'),
    row.message ?? keyNames(row.key),
  ])
  return `\n${printTable(columns, cells, { paint: view.outPaint, width: view.out.columns })}`
}

function keyNames(key: DiffRow['key']): string {
  if (key === null) return 'whole rows'
  return key.length === 0 ? 'the only row' : key.join(', ')
}

function rowsCell({ rows, against_rows: against }: DiffRow): string {
  if (rows === null) return '-'
  return rows === against ? String(rows) : `${rows} / ${against}`
}

function details(row: DiffRow, labels: DiffLabels, view: View): readonly string[] {
  const { bold } = view.outPaint
  return [
    `\n${bold(row.relation)}`,
    ...schemaLines(row.columns, labels),
    ...columnTable(row.columns, view),
    ...cellTable(row.samples, labels, view),
    ...loneRows(row, labels),
  ]
}

function schemaLines(columns: readonly DiffRowColumn[], labels: DiffLabels): readonly string[] {
  return columns.flatMap(({ name, type, against_type: against, ignored }) => {
    if (ignored || type === against) return []
    if (against === null) return [`  Column ${name} (${type}) is only in ${labels.here}.`]
    if (type === null) return [`  Column ${name} (${against}) is only in ${labels.there}.`]
    return [`  Column ${name} is ${type} in ${labels.here} and ${against} in ${labels.there}.`]
  })
}

function columnTable(columns: readonly DiffRowColumn[], view: View): readonly string[] {
  const differing = columns.filter(({ percent }) => percent !== null && percent < 100)
  if (differing.length === 0) return []
  const compared = columns.filter(({ percent }) => percent !== null)
  const cells = differing.map(({ name, percent, differing: rows }) => [
    name,
    `${shownPercent(percent!)} %`,
    rows,
  ])
  const table = printTable([{ name: 'column' }, right('equal'), right('rows that differ')], cells, {
    paint: view.outPaint,
    width: view.out.columns,
  })
  const others = compared.length - differing.length
  return [
    indented(table),
    ...(others > 0 ? [`  ${count(others, 'other column')} equal in all rows`] : []),
  ]
}

/** Never rounded up to 100, which is said of equal columns alone. */
function shownPercent(percent: number): string {
  return (Math.floor(percent * 100) / 100).toFixed(2)
}

function cellTable(
  samples: readonly DiffRowSample[],
  labels: DiffLabels,
  view: View,
): readonly string[] {
  const cells = samples.flatMap(sample =>
    sample.kind === 'changed'
      ? [[keyText(sample.key), sample.column, sample.value, sample.against_value]]
      : [],
  )
  if (cells.length === 0) return []
  const names = ['row', 'column', labels.here, labels.there]
  // The only row needs no name.
  const from = cells[0]![0] === '' ? 1 : 0
  const table = printTable(
    names.slice(from).map(name => ({ name })),
    cells.map(texts => texts.slice(from)),
    { paint: view.outPaint, width: view.out.columns },
  )
  return [`\n${indented(table)}`]
}

/** Some of the rows that one side has alone. */
function loneRows(row: DiffRow, labels: DiffLabels): readonly string[] {
  const lines = (kind: 'only_here' | 'only_there', label: string, total: number | null) => {
    const keys = row.samples.filter(sample => sample.kind === kind).map(({ key }) => keyText(key))
    if (keys.length === 0) return []
    const more = total! > keys.length ? [`    ... and ${total! - keys.length} more`] : []
    return [`\n  only in ${label}:`, ...keys.map(key => `    ${key}`), ...more]
  }
  return [
    ...lines('only_here', labels.here, row.only_here),
    ...lines('only_there', labels.there, row.only_there),
  ]
}

/** `order_id=7, line=2`. */
function keyText(key: DiffRowSample['key']): string {
  return Object.entries(key)
    .map(([name, value]) => `${name}=${formatCell(value)}`)
    .join(', ')
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ')
}

function summary(rows: readonly DiffRow[], { outPaint: { green, red } }: View): string {
  const words = {
    equal: 'equal',
    different: 'different',
    missing: 'missing',
    error: 'not readable',
    skipped: 'not compared',
  }
  const parts = Object.entries(words).flatMap(([status, word]) => {
    const number = rows.filter(row => row.status === status).length
    return number === 0 ? [] : [`${number} ${word}`]
  })
  const isEqual = rows.every(({ status }) => status === 'equal' || status === 'skipped')
  const text = `${count(rows.length, 'relation')}: ${parts.join(', ')}.`
  return isEqual ? green(text) : red(text)
}

/** Differences of relations for a reader: columns with their share of equal values, sampled cells, rows of one side. Pure. */
import type { DiffRow, DiffRowColumn, DiffRowSample } from '../diff/diff-row.ts'
import type { CiReport } from './ci-report.ts'
import { code, count, DIGITS, grouped, LONG_NUMBER, table, value, words } from './markdown.ts'

/** Sections of relations that differ, on one page. */
const SHOWN = 30

/** A relation in a few words, for a table. */
export function differenceText(row: DiffRow): string {
  if (row.status === 'equal') return 'equal'
  if (row.status !== 'different') return words(row.message ?? row.status)
  const parts = [
    ...rowCounts(row).map(([number, what]) => `${grouped(number)} ${what}`),
    ...(schemaChanges(row).length > 0
      ? [count(schemaChanges(row).length, 'column changes', 'columns change')]
      : []),
  ]
  return parts.join(', ')
}

/** A section for each relation that differs. */
export function differenceSections(report: CiReport): readonly string[] {
  const differing = report.differences.filter(({ status }) => status === 'different')
  if (differing.length === 0) return []
  const more = differing.length - SHOWN
  return [
    '### What differs',
    ...differing.slice(0, SHOWN).map(row => section(row, report.against)),
    ...(more > 0 ? [`… and ${count(more, 'more relation')}; model diff shows them.`] : []),
  ]
}

function rowCounts(row: DiffRow): readonly (readonly [number, string])[] {
  const counts: (readonly [number, string])[] = [
    [row.changed ?? 0, 'changed'],
    [row.only_here ?? 0, 'new'],
    [row.only_there ?? 0, 'gone'],
  ]
  return counts.filter(([number]) => number > 0)
}

function section(row: DiffRow, against: string): string {
  const rows =
    row.rows === row.against_rows
      ? count(row.rows ?? 0, 'row')
      : `${count(row.rows ?? 0, 'row')}, ${grouped(row.against_rows ?? 0)} in ${words(against)}`
  const parts = rowCounts(row).map(([number, what]) => `**${grouped(number)} ${what}**`)
  const by = row.message ?? keyText(row.key)
  return [
    `#### ${words(row.relation)}`,
    `${[...parts, rows].join(' · ')} · ${words(by)}`,
    ...schemaChanges(row).map(text => `- ${text}`),
    ...columnTable(row.columns),
    ...cellTable(row, against),
    ...loneRows(row, against),
  ].join('\n\n')
}

function keyText(key: DiffRow['key']): string {
  if (key === null) return 'whole rows compared: no key is declared'
  return key.length === 0 ? 'its only row' : `rows matched by ${key.join(', ')}`
}

function schemaChanges({ columns }: DiffRow): readonly string[] {
  return columns.flatMap(({ name, type, against_type: before, ignored }) => {
    if (ignored || type === before) return []
    if (before === null) return [`column ${code(name)} (${words(type ?? '')}) is new`]
    if (type === null) return [`column ${code(name)} (${words(before)}) is gone`]
    return [`column ${code(name)} is ${words(type)}, and was ${words(before)}`]
  })
}

function columnTable(columns: readonly DiffRowColumn[]): readonly string[] {
  const compared = columns.filter(({ percent }) => percent !== null)
  const differing = compared.filter(({ percent }) => percent! < 100)
  if (differing.length === 0) return []
  const others = compared.length - differing.length
  return [
    table(
      ['Column', 'Equal:', 'Rows that differ:'],
      differing.map(({ name, percent, differing: rows }) => [
        code(name),
        `${shownPercent(percent!)} %`,
        grouped(rows ?? 0),
      ]),
    ),
    ...(others > 0 ? [`${count(others, 'other column')} equal in all rows.`] : []),
  ]
}

/** Never rounded up to 100, which is said of equal columns alone. */
const shownPercent = (percent: number) => (Math.floor(percent * 100) / 100).toFixed(2)

function cellTable(row: DiffRow, against: string): readonly string[] {
  const cells = row.samples.flatMap(sample => (sample.kind === 'changed' ? [sample] : []))
  if (cells.length === 0) return []
  const hasKey = Object.keys(cells[0]!.key).length > 0
  const all = row.columns.reduce((sum, { differing }) => sum + (differing ?? 0), 0)
  const more = all - cells.length
  return [
    table(
      [...(hasKey ? ['Row'] : []), 'Column', `In ${words(against)}`, 'Now'],
      cells.map(sample => [
        ...(hasKey ? [rowText(sample.key)] : []),
        code(sample.column),
        ...shortNumbers(sample.against_value, sample.value).map(value),
      ]),
    ),
    ...(more > 0 ? [`… and ${count(more, 'more cell')}.`] : []),
  ]
}

/** Long fractions are cut some digits behind the first that differs. */
function shortNumbers(before: string | null, now: string | null): readonly (string | null)[] {
  if (before === null || now === null || !LONG_NUMBER.test(before) || !LONG_NUMBER.test(now))
    return [before, now]
  let alike = 0
  while (alike < before.length && before[alike] === now[alike]) alike++
  const kept = Math.max(DIGITS, alike + 4)
  const cut = (text: string) => (text.length > kept + 1 ? `${text.slice(0, kept)}…` : text)
  return [cut(before), cut(now)]
}

function loneRows(row: DiffRow, against: string): readonly string[] {
  const some = (kind: 'only_here' | 'only_there', title: string, total: number | null) => {
    const keys = row.samples.filter(sample => sample.kind === kind).map(({ key }) => key)
    if (keys.length === 0) return []
    const columns = Object.keys(keys[0]!)
    const rows = keys.map(key => columns.map(column => value(key[column])))
    const more = (total ?? 0) - keys.length
    return [
      `${title}:`,
      table(columns.map(words), rows),
      ...(more > 0 ? [`… and ${grouped(more)} more.`] : []),
    ]
  }
  return [
    ...some('only_here', 'New rows', row.only_here),
    ...some('only_there', `Rows that only ${words(against)} has`, row.only_there),
  ]
}

function rowText(key: DiffRowSample['key']): string {
  return Object.entries(key)
    .map(([name, given]) => `${words(name)} ${value(given)}`)
    .join(', ')
}

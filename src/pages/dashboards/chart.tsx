/** A chart: a place for it, what it is made of as data, and the same figures as a table for whoever does not see it. */

import { raw } from 'hono/html'
import type { FC } from 'hono/jsx'
import { words } from '../words.ts'
import type { ChartBlock, ChartKind } from './charts/chart-block.ts'
import { DASHBOARD_WORDS } from './dashboard-words.ts'
import type { DashboardView, ItemView } from './item-view.ts'
import { shownColumn, textIn } from './localized.ts'
import { type Row, type ShownColumn, type ShownWord, valueAt, wordOf } from './show-value.ts'
import { Grid, titleOf } from './table.tsx'

interface ChartProps {
  readonly view: DashboardView
  readonly of: ItemView
  readonly rows: readonly Row[]
}

/** The chart of an item. */
export const ChartItem: FC<ChartProps> = ({ view, of: { item }, rows }) => {
  const t = words(view.page.language, DASHBOARD_WORDS)
  const title = titleOf(view, item)
  const block = chartBlock(view, item, rows)
  return (
    <>
      <div
        class="chart"
        role="img"
        aria-label={t('chartOf', { kind: t(block.kind), title })}
        aria-describedby={`${item.id}-table`}
        data-chart={`${item.id}-block`}
      />
      {/* Data, which no browser runs: < stands as an escape, so that no text can end it. */}
      <script type="application/json" id={`${item.id}-block`}>
        {raw(JSON.stringify(block).replaceAll('<', '\\u003c'))}
      </script>
      <details class="figures-table" id={`${item.id}-table`}>
        <summary>{t('showTable')}</summary>
        <Grid view={view} caption={title} columns={columnsOf(block)} rows={rows} />
      </details>
    </>
  )
}

/** What the browser is told. */
export function chartBlock(
  { page, common }: Pick<DashboardView, 'page' | 'common'>,
  item: ItemView['item'],
  rows: readonly Row[],
): ChartBlock {
  const encodings = Object.entries(item.encodings).map(
    ([key, uses]) => [key, uses.map(use => shownColumn(use, common))] as const,
  )
  const { reference } = item
  const block = {
    kind: item.kind as ChartKind,
    language: page.language,
    encodings: Object.fromEntries(encodings),
    palette: item.palette ?? 'categories',
    more: textOfMore(page.language),
    isStacked: item.isStacked,
    isHorizontal: item.isHorizontal,
    isLogarithmic: item.isLogarithmic,
    hasDiagonal: item.hasDiagonal,
    ...(reference !== undefined && {
      reference: { value: reference, label: textIn(item.referenceLabel, page.language) ?? '' },
    }),
  } as const
  const needed = neededRows(Object.values(block.encodings).flat(), rows)
  return { ...block, encodings: spelledOut(block.encodings, needed, page.language), rows: needed }
}

/** The words of the values that are there, each with its own: a browser is not sent the dictionary. */
function spelledOut(
  encodings: ChartBlock['encodings'],
  rows: readonly Row[],
  language: ChartBlock['language'],
): ChartBlock['encodings'] {
  const spell = ({ words: filled = {}, ...column }: ShownColumn): ShownColumn => {
    const found = new Map<string, ShownWord>()
    for (const row of Object.keys(column.values).length === 0 ? [] : rows) {
      const value = String(valueAt(row, column.column))
      const word = wordOf({ ...column, words: filled }, value, language)
      if (word !== undefined) found.set(value, word)
    }
    return { ...column, values: Object.fromEntries(found) }
  }
  const entries = Object.entries(encodings).map(([key, uses]) => [key, uses.map(spell)] as const)
  return Object.fromEntries(entries)
}

const textOfMore = (language: DashboardView['page']['language']) =>
  words(language, DASHBOARD_WORDS)('more', {})

/** Nothing that the chart does not show leaves with the page. */
function neededRows(columns: readonly ShownColumn[], rows: readonly Row[]): readonly Row[] {
  const names = [
    ...new Set(columns.flatMap(({ column, low, high, of }) => [column, low, high, of])),
  ]
  const needed = names.filter(name => name !== undefined)
  return rows.map(row => Object.fromEntries(needed.map(name => [name, valueAt(row, name) ?? null])))
}

/** Each column once, in the order in which one reads a chart. */
function columnsOf({ encodings }: ChartBlock): readonly ShownColumn[] {
  const order = ['label', 'series', 'x', 'y', 'value', 'size'] as const
  const found = new Map<string, ShownColumn>()
  for (const key of order)
    for (const column of encodings[key] ?? [])
      if (!found.has(column.column)) found.set(column.column, column)
  return [...found.values()]
}

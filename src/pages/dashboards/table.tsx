/** Tables: headings that sort by a link, pages by links, actions in the last column. The table of a chart is one too. */
import type { FC } from 'hono/jsx'
import { labelled } from '../shell/cells.ts'
import { words } from '../words.ts'
import { RowActions } from './action.tsx'
import { Value } from './cell.tsx'
import { DASHBOARD_WORDS } from './dashboard-words.ts'
import { withQuery } from './filters.ts'
import type { DashboardView, ItemView } from './item-view.ts'
import { shownColumn, textIn } from './localized.ts'
import { type PagedRows, pagedRows, type TablePage } from './requests.ts'
import { isNumeric, numberOf, type Row, type ShownColumn, valueAt } from './show-value.ts'

interface GridProps {
  readonly view: DashboardView
  readonly caption: string
  readonly columns: readonly ShownColumn[]
  readonly rows: readonly Row[]
  /** The link that sorts by a column, and how it is sorted now. */
  readonly sorting?: (at: number) => Sorting | undefined
  /** Of a row, behind its columns. */
  readonly actions?: FC<{ row: Row }>
}

interface Sorting {
  readonly href: string
  readonly now: 'ascending' | 'descending' | undefined
}

/** Rows and columns, whatever they are of. */
export const Grid: FC<GridProps> = ({
  view,
  caption,
  columns,
  rows,
  sorting,
  actions: Actions,
}) => {
  const { language } = view.page
  const t = words(language, DASHBOARD_WORDS)
  const numeric = columns.map(column =>
    isNumeric(
      column,
      rows.map(row => valueAt(row, column.column)).find(value => value !== null),
    ),
  )
  const isStacked = columns.length > 3 || Actions !== undefined
  // What a row is about: words, where it has some.
  const name = Math.max(0, numeric.indexOf(false))
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={caption}>
      <table class={isStacked ? 'stacked named' : undefined}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr {...(sorting && labelled(view.page, t('sortBy')))}>
            {columns.map((column, at) => (
              <Heading column={column} isNumber={numeric[at]!} sorting={sorting?.(at)} />
            ))}
            {Actions && (
              <th scope="col" class="row-actions">
                {t('actions')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr>
              {columns.map((column, at) => (
                <td
                  class={cellClass(column, {
                    isNumber: numeric[at]!,
                    isName: isStacked && at === name,
                    row,
                  })}
                  {...(isStacked && labelled(view.page, column.label))}
                >
                  <Value row={row} column={column} language={language} />
                </td>
              ))}
              {Actions && (
                <td class="row-actions beside">
                  <Actions row={row} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A figure, a time, words that need room; on a phone what is absent needs none. */
function cellClass(
  column: ShownColumn,
  { isNumber, isName, row }: { isNumber: boolean; isName: boolean; row: Row },
): string | undefined {
  const kind = isNumber ? 'number' : isTime(column) ? 'nowrap' : undefined
  const isLeftOut = !isName && column.absent.length < 2 && isAbsent(valueAt(row, column.column))
  return [kind, isName && 'name', isLeftOut && 'absent'].filter(Boolean).join(' ') || undefined
}

const isAbsent = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)

const isTime = ({ format }: ShownColumn) =>
  format === 'month' || format === 'date' || format === 'datetime'

const Heading: FC<{
  column: ShownColumn
  isNumber: boolean
  sorting: Sorting | undefined
}> = ({ column, isNumber, sorting }) => (
  <th
    scope="col"
    class={isNumber ? 'number' : undefined}
    aria-sort={sorting?.now}
    title={column.note}
  >
    {sorting === undefined ? (
      column.label
    ) : (
      <a href={sorting.href} data-follow>
        {column.label}
        <span aria-hidden="true">{SIGNS[sorting.now ?? 'none']}</span>
      </a>
    )}
  </th>
)

const SIGNS = { ascending: ' ↑', descending: ' ↓', none: '' } as const

/** The table of an item: its page, its order, its actions. */
export const TableItem: FC<{
  view: DashboardView
  of: ItemView
  rows: readonly Row[]
  caption: string
}> = ({ view, of: { item, table }, rows, caption }) => {
  const paged = pagedRows(rows, table, item)
  const columns = item.columns.map(column => shownColumn(column, view.common))
  const Actions: FC<{ row: Row }> = ({ row }) => <RowActions view={view} item={item} row={row} />
  return (
    <>
      <Grid
        view={view}
        caption={caption}
        columns={columns}
        rows={paged.rows}
        sorting={at => sortingOf(view, item, { table, at, rows })}
        {...(item.actions.length > 0 && { actions: Actions })}
      />
      <Paging view={view} id={item.id} paged={paged} table={table} title={caption} />
    </>
  )
}

/** Texts are sorted from A first, figures from the greatest; a second click turns it round where the page sorts itself. */
function sortingOf(
  view: DashboardView,
  item: ItemView['item'],
  { table, at, rows }: { table: TablePage | undefined; at: number; rows: readonly Row[] },
): Sorting | undefined {
  const column = item.columns[at]!
  const link = (sort: string) => {
    const query = withQuery(view.page.query, {
      [`${item.id}.sort`]: sort,
      [`${item.id}.page`]: undefined,
    })
    return `${view.path}?${query}#${item.id}`
  }
  const asked = table?.sort
  if (column.sort !== undefined) {
    const isNow = asked === column.sort.text
    return { href: link(column.sort.text), now: isNow ? 'descending' : undefined }
  }
  if (table === undefined || table.isAsked || rows.length < 2) return undefined
  const up = column.column
  const isNumber = rows.some(row => numberOf(valueAt(row, up)) !== undefined)
  const first = isNumber ? `-${up}` : up
  const second = isNumber ? up : `-${up}`
  const now = asked === up ? 'ascending' : asked === `-${up}` ? 'descending' : undefined
  return { href: link(asked === first ? second : first), now }
}

const Paging: FC<{
  view: DashboardView
  id: string
  paged: PagedRows
  table: TablePage | undefined
  title: string
}> = ({ view, id, paged, table, title }) => {
  const { rows, from, hasMore, count } = paged
  if (table === undefined || (!hasMore && table.number === 1)) return null
  const t = words(view.page.language, DASHBOARD_WORDS)
  const link = (number: number) => {
    const page = number === 1 ? undefined : String(number)
    return `${view.path}?${withQuery(view.page.query, { [`${id}.page`]: page })}#${id}`
  }
  const to = from + rows.length - 1
  const place = count === undefined ? t('rowsFrom', { from, to }) : t('rowsOf', { from, to, count })
  return (
    <nav class="pages" aria-label={t('pagesOf', { title })}>
      {table.number > 1 && (
        <a href={link(table.number - 1)} rel="prev" data-follow>
          ← {t('previous')}
        </a>
      )}
      <span>{place}</span>
      {hasMore && (
        <a href={link(table.number + 1)} rel="next" data-follow>
          {t('next')} →
        </a>
      )}
    </nav>
  )
}

/** What an item is called, for captions. */
export function titleOf(view: DashboardView, item: ItemView['item']): string {
  return textIn(item.title, view.page.language) ?? item.id
}

/** The items of a page, each in its frame: title, note, downloads, and what it shows or why it shows nothing. */
import { raw } from 'hono/html'
import type { Child, FC } from 'hono/jsx'
import { markdown } from '../markdown.ts'
import { Empty } from '../shell/messages.tsx'
import { type Language, words } from '../words.ts'
import type { Found } from './ask.ts'
import { Value } from './cell.tsx'
import { ChartItem } from './chart.tsx'
import { CHART_KINDS } from './charts/chart-block.ts'
import { DASHBOARD_WORDS } from './dashboard-words.ts'
import type { DashboardView, ItemView } from './item-view.ts'
import { shownColumn, textIn } from './localized.ts'
import { numberOf, type Row, showNumber, showShort, valueAt } from './show-value.ts'
import { TableItem, titleOf } from './table.tsx'

interface ItemProps {
  readonly view: DashboardView
  readonly of: ItemView
}

/** Markdown of a dashboard's file. */
export const Markdown: FC<{ text: string | undefined; class?: string }> = ({
  text,
  class: kind,
}) =>
  text === undefined || text.trim() === '' ? null : (
    <div class={`markdown ${kind ?? ''}`.trim()}>{raw(markdown(text))}</div>
  )

/** An item. Numbers stand in a strip of their own: see {@link BigNumbers}. */
export const Item: FC<ItemProps> = ({ view, of }) => {
  const { item } = of
  const { language } = view.page
  if (item.kind === 'text')
    return (
      <div class={`item ${item.width ?? 'full'}`} id={item.id}>
        {item.title && <h3>{textIn(item.title, language)}</h3>}
        <Markdown text={textIn(item.text, language)} class="prose" />
      </div>
    )
  return (
    <figure
      class={`card item ${item.width ?? 'full'}`}
      id={item.id}
      aria-labelledby={`${item.id}-title`}
    >
      <ItemHead view={view} of={of} />
      <Answered view={view} of={of}>
        {rows =>
          isChart(item.kind) ? (
            <ChartItem view={view} of={of} rows={rows} />
          ) : (
            <TableItem view={view} of={of} rows={rows} caption={titleOf(view, item)} />
          )
        }
      </Answered>
    </figure>
  )
}

const isChart = (kind: string) => CHART_KINDS.some(own => own === kind)

const ItemHead: FC<ItemProps> = ({ view, of: { item, csv } }) => {
  const { language } = view.page
  const t = words(language, DASHBOARD_WORDS)
  const title = titleOf(view, item)
  return (
    <figcaption>
      <div class="item-head">
        <h3 id={`${item.id}-title`}>{title}</h3>
        <span class="downloads">
          {csv !== undefined && (
            <a href={csv} download aria-label={t('csvOf', { title })}>
              {t('csv')}
            </a>
          )}
          {isChart(item.kind) && (
            <button
              type="button"
              class="link"
              data-png={item.id}
              aria-label={t('pngOf', { title })}
              hidden
            >
              {t('png')}
            </button>
          )}
        </span>
      </div>
      <Markdown text={textIn(item.note, language)} class="note" />
    </figcaption>
  )
}

/** What the rows show; where there are none, what to do. */
const Answered: FC<ItemProps & { children: (rows: readonly Row[]) => Child }> = ({
  view,
  of: { item, found },
  children,
}) => {
  const { language } = view.page
  const t = words(language, DASHBOARD_WORDS)
  if (found === undefined) return null
  if (found.kind === 'refused')
    return (
      <div class="empty" role="alert">
        <p class="empty-title">{t('failed')}</p>
        <p>{troubleOf(found, language)}</p>
      </div>
    )
  const { rows } = found
  if (rows.length === 0 || isNothing(item, rows)) {
    const said = textIn(item.empty, language)
    if (said !== undefined)
      return (
        <div class="empty">
          <p class="empty-title">{t('empty')}</p>
          <Markdown text={said} />
        </div>
      )
    const isFiltered = view.filters.some(({ declaration, value }) => isSet(declaration, value))
    return <Empty title={t('empty')}>{t(isFiltered ? 'emptyFiltered' : 'emptyPlain')}</Empty>
  }
  const missing = missingColumns(item, rows[0]!)
  if (missing.length > 0)
    return (
      <div class="empty" role="alert">
        <p class="empty-title">{t('failed')}</p>
        <p>{t('noColumns', { columns: missing.join(', ') })}</p>
      </div>
    )
  return <>{children(rows)}</>
}

/** Why there is no answer: what was asked wrongly is told by the server, what broke stands in its log. */
function troubleOf(
  { status, detail }: Extract<Found, { readonly kind: 'refused' }>,
  language: Language,
): string {
  return status === 500 ? words(language, DASHBOARD_WORDS)('failedHelp') : detail
}

/** A pie of which every part is 0 is no circle. */
function isNothing({ kind, encodings }: ItemView['item'], rows: readonly Row[]): boolean {
  const column = encodings.value?.[0]?.column
  if (kind !== 'pie' || column === undefined) return false
  return rows.every(
    row => valueAt(row, column) !== undefined && !((numberOf(valueAt(row, column)) ?? 0) > 0),
  )
}

const isSet = (
  { default: standard }: { readonly default?: { readonly text: string } },
  value: string | undefined,
) => value !== undefined && value !== standard?.text

/** Columns inside of JSON are known only now. */
function missingColumns(item: ItemView['item'], row: Row): readonly string[] {
  const uses = [...Object.values(item.encodings).flat(), ...item.columns]
  return uses.map(({ column }) => column).filter(column => valueAt(row, column) === undefined)
}

/** Numbers beside each other. */
export const BigNumbers: FC<{ view: DashboardView; items: readonly ItemView[] }> = ({
  view,
  items,
}) => (
  <dl class="figures item full">
    {items.map(of => (
      <BigNumber view={view} of={of} />
    ))}
  </dl>
)

const LONG = 1_000_000

const BigNumber: FC<ItemProps> = ({ view, of: { item, found } }) => {
  const { language } = view.page
  const t = words(language, DASHBOARD_WORDS)
  const column = shownColumn(item.encodings.value![0]!, view.common)
  const row = found?.kind === 'rows' ? found.rows[0] : undefined
  const note = textIn(item.note, language)
  const number = row && numberOf(valueAt(row, column.column))
  const isLong = number !== undefined && Math.abs(number) >= LONG && column.of === undefined
  // There is room for about six digits; the exact number is said on it, and in the CSV of what it is made of.
  const long = isLong ? showNumber(number, column, language) : undefined
  return (
    <div class="figure" id={item.id}>
      <dt>{titleOf(view, item)}</dt>
      <dd>
        {row === undefined ? (
          <span class="muted">
            {found?.kind === 'refused' ? troubleOf(found, language) : t('empty')}
          </span>
        ) : (
          <b title={long}>
            {long === undefined ? (
              <Value row={row} column={column} language={language} />
            ) : (
              showShort(number!, column, language, 2)
            )}
          </b>
        )}
        <Markdown text={note} class="note" />
      </dd>
    </div>
  )
}

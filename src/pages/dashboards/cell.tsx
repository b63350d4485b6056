/** A value in a table: words and tones, the interval of it, and what it is a part of. */
import type { Child, FC } from 'hono/jsx'
import type { Language } from '../words.ts'
import { words } from '../words.ts'
import { DASHBOARD_WORDS } from './dashboard-words.ts'
import {
  numberOf,
  type Row,
  type ShownColumn,
  showInterval,
  showNumber,
  showValue,
  valueAt,
  wordOf,
} from './show-value.ts'

interface CellProps {
  readonly row: Row
  readonly column: ShownColumn
  readonly language: Language
}

/** What stands in a cell. */
export const Value: FC<CellProps> = ({ row, column, language }) => {
  const t = words(language, DASHBOARD_WORDS)
  const value = valueAt(row, column.column)
  const interval = showInterval(row, column, language)
  const total = column.of === undefined ? undefined : numberOf(valueAt(row, column.of))
  return (
    <>
      <Plain value={value} column={column} language={language} />
      {total !== undefined && (
        <small class="muted"> {t('ofTotal', { total: showNumber(total, {}, language) })}</small>
      )}
      {interval !== undefined && (
        <small class="interval" title={t('interval')}>
          {' '}
          {interval}
        </small>
      )}
    </>
  )
}

const Plain: FC<{ value: unknown; column: ShownColumn; language: Language }> = ({
  value,
  column,
  language,
}) => {
  if (Array.isArray(value) && (column.format === 'list' || column.format === undefined))
    return value.length === 0 ? (
      <span>{column.absent}</span>
    ) : (
      <ul class="marks">
        {value.map(part => (
          <li>{showValue([part], column, language)}</li>
        ))}
      </ul>
    )
  const text = showValue(value, column, language)
  const tone =
    value === null || value === undefined
      ? undefined
      : wordOf(column, String(value), language)?.tone
  if (tone !== undefined || (column.format === 'badge' && text !== column.absent))
    return <span class={`tag ${tone ?? ''}`.trim()}>{text}</span>
  return <>{breakable(text)}</>
}

/** An address of mail is the longest word there is; a narrow column breaks it at its @. */
function breakable(text: string): Child {
  const at = text.indexOf('@')
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <wbr />
      {text.slice(at)}
    </>
  )
}

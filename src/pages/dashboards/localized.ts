/** Texts of a dashboard's file in the language of the visit. Pure. */
import type { ColumnUse, Texts, ValueWords } from '../../project/dashboard.ts'
import type { Language } from '../words.ts'
import type { ShownColumn } from './show-value.ts'

/** The text in a language; else the one for all, the English one, or any. */
export function textIn(texts: Texts | undefined, language: Language): string | undefined {
  if (texts === undefined) return undefined
  return texts[language] ?? texts['*'] ?? texts['en'] ?? Object.values(texts)[0]
}

/** What a value is called, else itself. */
export function valueLabel(
  values: Readonly<Record<string, ValueWords>>,
  value: string,
  language: Language,
): string {
  return textIn(Object.hasOwn(values, value) ? values[value]!.label : undefined, language) ?? value
}

/** What the columns of a dashboard have in common. */
export interface Common {
  readonly language: Language
  readonly currency?: string
  readonly timeZone: string
}

/** A column as it is shown in one language. */
export function shownColumn(use: ColumnUse, { language, currency, timeZone }: Common): ShownColumn {
  const note = textIn(use.note, language)
  const values = Object.entries(use.values).map(([value, { tone }]) => [
    value,
    { label: valueLabel(use.values, value, language), ...(tone && { tone }) },
  ])
  return {
    column: use.column,
    label: textIn(use.label, language) ?? readable(use.column),
    ...(note !== undefined && { note }),
    ...(use.format && { format: use.format }),
    ...(use.decimals !== undefined && { decimals: use.decimals }),
    currency: use.currency ?? currency ?? 'EUR',
    ...(use.low && { low: use.low.text }),
    ...(use.high && { high: use.high.text }),
    ...(use.of && { of: use.of.text }),
    values: Object.fromEntries(values),
    absent: textIn(use.absent, language) ?? '–',
    timeZone,
  }
}

/** `first_click` is "First click" where the file says nothing. */
function readable(column: string): string {
  const words = column.split('.').at(-1)!.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

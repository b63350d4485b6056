/** Texts of a dashboard's file in the language of the visit. Pure. */
import type { ColumnUse, Texts, WordsOfValues } from '../../project/dashboard.ts'
import type { Language } from '../words.ts'
import type { ShownColumn, ShownWord } from './show-value.ts'
import { wordIn } from './value-words.ts'

/** The text in a language; else the one for all, the English one, or any. */
export function textIn(texts: Texts | undefined, language: Language): string | undefined {
  if (texts === undefined) return undefined
  return texts[language] ?? texts['*'] ?? texts['en'] ?? Object.values(texts)[0]
}

/** What a value is called, else itself. */
export function valueLabel(values: WordsOfValues, value: string, language: Language): string {
  return wordIn(shownWords(values, language), value, ({ text }) => text)?.label ?? value
}

const ownName = (value: string) => (value.includes('*') ? '{0}' : value)

/** Words in one language; what has none in it, nor in English, is called by the value itself. */
function shownWords(
  values: WordsOfValues,
  language: Language,
): Readonly<Record<string, ShownWord>> {
  const entries = Object.entries(values).map(([value, { label, tone }]) => {
    const word: ShownWord = {
      label: label?.[language] ?? label?.['*'] ?? label?.['en'] ?? ownName(value),
      ...(tone && { tone }),
    }
    return [value, word] as const
  })
  return Object.fromEntries(entries)
}

/** What the columns of a dashboard have in common. */
export interface Common {
  readonly language: Language
  readonly currency?: string
  readonly timeZone: string
  readonly words: Readonly<Record<string, WordsOfValues>>
}

/** A column as it is shown in one language. */
export function shownColumn(use: ColumnUse, common: Common): ShownColumn {
  const { language, currency, timeZone } = common
  const note = textIn(use.note, language)
  const words = wordsFor(use.values, common)
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
    values: shownWords(use.values, language),
    ...(words && { words }),
    absent: textIn(use.absent, language) ?? '–',
    timeZone,
  }
}

/** `first_click` is "First click" where the file says nothing. */
function readable(column: string): string {
  const words = column.split('.').at(-1)!.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The words that labels of values fill in; undefined where they fill in none. */
function wordsFor(values: WordsOfValues, { language, words }: Common): ShownColumn['words'] {
  const labels = Object.values(values).flatMap(({ label }) => Object.values(label ?? {}))
  const used = Object.keys(words).filter(name => labels.some(text => text.includes(`:${name}}`)))
  if (used.length === 0) return undefined
  return Object.fromEntries(used.map(name => [name, shownWords(words[name]!, language)]))
}

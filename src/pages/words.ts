/**
 * Languages of the pages. A room has its words in one table, English and French side by side, so that a word that is not
 * translated does not compile: `const t = words(language, WORDS)`, then `t('models', { count: 3 })`.
 */

export const LANGUAGES = ['en', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * English and French of each word. `{name}` is replaced by that value, numbers as the language writes them. Two forms
 * separated by `|` are for one and for many, chosen by `count`.
 */
export type Words = Readonly<Record<string, readonly [english: string, french: string]>>

export type WordValues = Readonly<Record<string, string | number>>

/** A word of a table in a language. */
export type Translate<W extends Words> = (key: keyof W & string, values?: WordValues) => string

// To make formats of Intl costs more than a page of words.
const MADE = new WeakMap<Words, Partial<Record<Language, Translate<Words>>>>()

/** The words of one language. */
export function words<const W extends Words>(language: Language, table: W): Translate<W> {
  const made = MADE.get(table) ?? {}
  MADE.set(table, made)
  made[language] ??= translate(language, table)
  return made[language] as Translate<W>
}

function translate(language: Language, table: Words): Translate<Words> {
  const at = LANGUAGES.indexOf(language)
  const numbers = new Intl.NumberFormat(LOCALES[language])
  const plural = new Intl.PluralRules(language)
  const written = (value: string | number) =>
    typeof value === 'number' ? numbers.format(value) : value
  return (key, values = {}) => {
    const forms = table[key]![at]!.split('|')
    const isOne = typeof values['count'] === 'number' && plural.select(values['count']) === 'one'
    const form = isOne ? forms[0]! : forms.at(-1)!
    return form.replace(/\{(\w+)\}/g, (found, name: string) =>
      values[name] === undefined ? found : written(values[name]),
    )
  }
}

/** How numbers and dates are written. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' }

/** The language of a visitor: asked for, chosen before, or the first of the browser's that we have. */
export function chooseLanguage(...wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const found = preferred(wish ?? '').find(known)
    if (found !== undefined) return found
  }
  return 'en'
}

const known = (language: string): language is Language => LANGUAGES.some(own => own === language)

/** Languages of `fr-CH, fr;q=0.9, en;q=0.8`, the most wanted first. */
function preferred(header: string): readonly string[] {
  const wanted = header.split(',').map(part => {
    const [tag = '', quality] = part.trim().split(/\s*;\s*q=/i)
    return { language: tag.toLowerCase().split('-')[0]!, quality: Number(quality ?? 1) }
  })
  return wanted
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ language }) => language)
}

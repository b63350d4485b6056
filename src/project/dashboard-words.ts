/** Words for values in a dashboard's file: where they stand, those that have a name, and what their labels fill in. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { nearest } from '../util/nearest.ts'
import type { Texts, ValueWords, WordsOfValues } from './dashboard.ts'
import type {
  DashboardFile,
  WrittenTexts,
  WrittenValues,
  WrittenValuesUse,
} from './dashboard-file-shape.ts'
import type { YamlDocument } from './yaml-document.ts'

/** Reads them. */
export interface WordsReader {
  /** Those under `words:`. */
  readonly named: Readonly<Record<string, WordsOfValues>>
  /** What a column, a filter or an action says of its values: words of its own, or a name. */
  valuesOf(container: { readonly values?: WrittenValuesUse | undefined }): WordsOfValues
}

/** A name that is no words: what it stands for is written as a number. */
const NUMBER = 'number'

/** One text for all languages stands under `*`. */
export function textsOf(written: WrittenTexts): Texts {
  return typeof written === 'string' ? { '*': written } : written
}

/** Reads the words of a file; what is wrong with them is reported once, where it stands. */
export function wordsReader(
  document: YamlDocument,
  { words = {} }: DashboardFile,
  report: (problem: ModelError) => void,
): WordsReader {
  const names = Object.keys(words)
  const unknown = (name: string, place: Place) =>
    report(modelError('M1713', { name, nearest: nearest(name, names), known: names }, { place }))
  const read = (written: WrittenValues): WordsOfValues => {
    for (const [value, shown] of Object.entries(written)) {
      const place = document.keyPlace(written, value)
      for (const { part, name } of fillings(shownOf(shown))) {
        const stars = value.split('*').length - 1
        if (part > stars) report(modelError('M1714', { value, part, stars }, { place }))
        if (name !== undefined && name !== NUMBER && !names.includes(name)) unknown(name, place)
      }
    }
    const entries = Object.entries(written).map(
      ([value, shown]) => [value, shownOf(shown)] as const,
    )
    return Object.fromEntries(entries)
  }
  const named = Object.fromEntries(names.map(name => [name, read(words[name]!)]))
  return {
    named,
    valuesOf: container => {
      const { values = {} } = container
      if (typeof values !== 'string') return read(values)
      if (Object.hasOwn(named, values)) return named[values]!
      unknown(values, document.valuePlace(container, 'values'))
      return {}
    },
  }
}

function shownOf(shown: WrittenValues[string]): ValueWords {
  if (typeof shown === 'string') return { label: textsOf(shown) }
  if (!('label' in shown) && !('tone' in shown)) return { label: shown as Texts }
  const { label, tone } = shown as { readonly label?: WrittenTexts; readonly tone?: 'good' }
  return { ...(label !== undefined && { label: textsOf(label) }), ...(tone && { tone }) }
}

/** What a label fills in: `{1}`, `{2:number}`. */
const FILLING = /\{(\d+)(?::([a-z][\w-]*))?\}/g

function fillings({ label }: ValueWords): readonly { part: number; name: string | undefined }[] {
  return Object.values(label ?? {}).flatMap(text =>
    [...text.matchAll(FILLING)].map(([, part, name]) => ({ part: Number(part), name })),
  )
}

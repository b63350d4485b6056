/** Which keys each kind of item needs and takes. Pure. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import type { ItemKind } from './dashboard.ts'

interface KeysOfKind {
  readonly needs: readonly string[]
  readonly takes: readonly string[]
}

const EVERY = ['kind', 'id', 'title', 'note', 'width']
const BOUND = ['endpoint', 'rows', 'parameters', 'empty', 'csv', 'actions']

const bound = (needs: readonly string[], takes: readonly string[] = []): KeysOfKind => ({
  needs: ['endpoint', ...needs],
  takes: [...EVERY, ...BOUND, ...needs, ...takes],
})

/** The keys of each kind; every item may have a title, a note, a width and an id. */
export const KEYS_OF_KINDS: Readonly<Record<ItemKind, KeysOfKind>> = {
  big_number: bound(['value']),
  pie: bound(['label', 'value'], ['palette']),
  bar: bound(
    ['x', 'y'],
    ['series', 'palette', 'stacked', 'horizontal', 'scale', 'reference', 'reference_label'],
  ),
  line: bound(['x', 'y'], ['series', 'palette', 'stacked', 'reference', 'reference_label']),
  funnel: bound(['label', 'value'], ['palette']),
  whale_curve: bound(['x', 'y'], ['label', 'reference', 'reference_label']),
  scatter: bound(['x', 'y'], ['series', 'label', 'size', 'palette', 'diagonal']),
  table: bound(['columns'], ['page_size']),
  text: { needs: ['text'], takes: [...EVERY, 'text'] },
}

/** What is missing, and what is for other kinds. */
export function keyProblems(
  item: { readonly kind: ItemKind },
  placeOf: (key: string) => Place,
): readonly ModelError[] {
  const { kind } = item
  const { needs, takes } = KEYS_OF_KINDS[kind]
  const place = placeOf('kind')
  const missing = needs
    .filter(key => !(key in item))
    .map(key => modelError('M1705', { kind, key, needs }, { place }))
  const foreign = Object.keys(item)
    .filter(key => !takes.includes(key))
    .map(key => modelError('M1706', { kind, key, takes: [...takes] }, { place: placeOf(key) }))
  return [...missing, ...foreign]
}

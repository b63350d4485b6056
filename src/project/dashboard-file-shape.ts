/** The shape of a file of the dashboards folder. Imports zod: import lazily. What depends on the kind of an item is not here. */
import { z } from 'zod'
import { COLUMN_FORMATS, ITEM_KINDS, PALETTES, SCALES, TONES, WIDTHS } from './dashboard.ts'
import { anything, flag, name, recordOf, text, textOrTexts, wholeNumber } from './shapes.ts'

const oneOf = <const W extends readonly string[]>(words: W) =>
  z.enum(words, `one of ${words.join(', ')}`)

const words = z.union(
  [text, z.record(z.string().regex(/^[a-z]{2}$/), text)],
  'a text, or a mapping of languages to texts such as {en: Clicks, fr: Clics}',
)
const scalar = z.union([text, z.number(), z.boolean()], 'a text, a number, true or false')
const tone = oneOf(TONES)

const valueWords = recordOf(
  z.union(
    [text, z.strictObject({ label: words.optional(), tone: tone.optional() }), words],
    'a text, a text for each language, or a mapping with label and tone',
  ),
  'a mapping of values to how they are shown',
)

const namedWords = recordOf(valueWords, 'a mapping of names to words for values')
const valueWordsUse = z.union(
  [text, valueWords],
  'a mapping of values to how they are shown, or the name of one under words:',
)

const id = text.regex(/^[a-z][a-z0-9_-]*$/, 'small letters, digits, - and _ after a letter')

/** Keys of a column in a mapping. */
const columnShape = z.strictObject(
  {
    column: text,
    label: words.optional(),
    note: words.optional(),
    format: oneOf(COLUMN_FORMATS).optional(),
    decimals: wholeNumber.min(0, 'a whole number from 0 on').max(6, '6 at most').optional(),
    currency: text.regex(/^[A-Z]{3}$/, 'a code of three letters such as EUR').optional(),
    low: text.optional(),
    high: text.optional(),
    of: text.optional(),
    values: valueWordsUse.optional(),
    absent: words.optional(),
    sort: text.optional(),
  },
  'a mapping with column',
)

const columnUse = z.union(
  [text, columnShape],
  'a column, or a mapping with column and label, note, format, decimals, currency, low, high, of, values, absent, sort',
)
const columnUses = z.union([columnUse, z.array(columnUse)], 'a column or a list of columns')

const parameterUse = z.union(
  [scalar, z.strictObject({ column: text }), z.strictObject({ filter: text })],
  'a value, {column: name} or {filter: name}',
)
const parameters = recordOf(parameterUse, 'a mapping of parameters to values')

const action = z.strictObject(
  {
    label: words,
    endpoint: text,
    parameters: parameters.optional(),
    choose: text.optional(),
    values: valueWordsUse.optional(),
    current: text.optional(),
    confirm: words.optional(),
    note: words.optional(),
    tone: tone.optional(),
  },
  'a mapping with label and endpoint',
)
const actions = z.array(action, 'a list of actions')

const item = z.strictObject(
  {
    kind: oneOf(ITEM_KINDS),
    id: id.optional(),
    title: words.optional(),
    note: words.optional(),
    text: words.optional(),
    width: oneOf(WIDTHS).optional(),
    endpoint: text.optional(),
    rows: text.optional(),
    parameters: parameters.optional(),
    x: columnUse.optional(),
    y: columnUses.optional(),
    series: columnUse.optional(),
    label: columnUse.optional(),
    value: columnUse.optional(),
    size: columnUse.optional(),
    columns: z.array(columnUse, 'a list of columns').optional(),
    page_size: wholeNumber.min(1, 'a whole number from 1 on').max(500, '500 at most').optional(),
    palette: oneOf(PALETTES).optional(),
    stacked: flag.optional(),
    horizontal: flag.optional(),
    scale: oneOf(SCALES).optional(),
    diagonal: flag.optional(),
    reference: z.number('a number').optional(),
    reference_label: words.optional(),
    empty: words.optional(),
    csv: text.optional(),
    actions: actions.optional(),
  },
  'a mapping with a kind',
)

const filter = z.strictObject(
  {
    name,
    label: words.optional(),
    values: valueWordsUse.optional(),
    default: scalar.optional(),
    options: z
      .strictObject(
        { endpoint: text, rows: text.optional(), value: text, label: text.optional() },
        'a mapping with endpoint and value',
      )
      .optional(),
  },
  'a mapping with a name',
)

const section = z.strictObject(
  {
    title: words.optional(),
    note: words.optional(),
    actions: actions.optional(),
    items: z.array(item, 'a list of items'),
  },
  'a mapping with items',
)

/** A dashboard. */
export const dashboardFileShape = z.strictObject(
  {
    title: words,
    description: words.optional(),
    order: z.number('a number').optional(),
    simulated: z.union([flag, words], 'true, or a text that says what is made up').optional(),
    currency: text.regex(/^[A-Z]{3}$/, 'a code of three letters such as EUR').optional(),
    time_zone: text.optional(),
    words: namedWords.optional(),
    filters: z.array(filter, 'a list of filters').optional(),
    actions: actions.optional(),
    sections: z.array(section, 'a list of sections').min(1, 'at least one section'),
    tags: textOrTexts.optional(),
    meta: recordOf(anything, 'a mapping').optional(),
    enabled: flag.optional(),
  },
  'a mapping with title and sections',
)

export type DashboardFile = z.infer<typeof dashboardFileShape>
export type WrittenItem = DashboardFile['sections'][number]['items'][number]
export type WrittenColumn = z.infer<typeof columnUse>
export type WrittenAction = z.infer<typeof action>
export type WrittenFilter = z.infer<typeof filter>
export type WrittenTexts = z.infer<typeof words>
export type WrittenValues = z.infer<typeof valueWords>
export type WrittenValuesUse = z.infer<typeof valueWordsUse>
export type WrittenParameters = z.infer<typeof parameters>

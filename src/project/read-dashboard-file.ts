/** Reads a dashboard. Imports zod and js-yaml: import lazily. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { nearest } from '../util/nearest.ts'
import type {
  ActionDeclaration,
  ColumnUse,
  DashboardDeclaration,
  FilterDeclaration,
  ItemDeclaration,
  ParameterUse,
  Placed,
  SectionDeclaration,
  Texts,
} from './dashboard.ts'
import { ENCODINGS } from './dashboard.ts'
import {
  type DashboardFile,
  dashboardFileShape,
  type WrittenAction,
  type WrittenColumn,
  type WrittenFilter,
  type WrittenItem,
  type WrittenParameters,
  type WrittenTexts,
} from './dashboard-file-shape.ts'
import { keyProblems } from './dashboard-items.ts'
import { textsOf, type WordsReader, wordsReader } from './dashboard-words.ts'
import { listOf } from './read-columns.ts'
import type { FoundFile } from './read-files.ts'
import { checkShape } from './report-issues.ts'
import { parseYaml, type YamlDocument } from './yaml-document.ts'

/** What the file says; `undefined` when it has not the right shape, which was reported then. */
export function readDashboardFile(
  { path }: FoundFile,
  text: string,
  report: (problem: ModelError) => void,
): DashboardDeclaration | undefined {
  const document = parseYaml(path, text)
  const problems = checkShape(document, dashboardFileShape)
  for (const problem of problems) report(problem)
  if (problems.length > 0) return undefined
  // The shape was checked just now, and zod's own copy would lose the places, which are kept by object.
  const file = document.value as DashboardFile
  const reader = new Reader(document, file, report)
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '')
  reader.checkName(name)
  reader.checkTimeZone(file)
  return {
    name,
    path,
    place: { file: path, line: 1, column: 1 },
    title: textsOf(file.title),
    description: textsOf(file.description ?? ''),
    order: file.order ?? 0,
    ...simulatedOf(file.simulated),
    ...(file.currency !== undefined && { currency: file.currency }),
    timeZone: file.time_zone ?? 'UTC',
    words: reader.words(),
    filters: (file.filters ?? []).map(filter => reader.filter(filter)),
    actions: reader.actions(file.actions),
    sections: file.sections.map(section => reader.section(section)),
    tags: listOf(file.tags),
    meta: file.meta ?? {},
    enabled: file.enabled ?? true,
  }
}

function simulatedOf(written: DashboardFile['simulated']): { readonly simulated?: Texts } {
  if (written === undefined || written === false) return {}
  return { simulated: written === true ? {} : textsOf(written) }
}

const texts = <K extends string>(key: K, written: WrittenTexts | undefined) =>
  (written === undefined ? {} : { [key]: textsOf(written) }) as { readonly [key in K]?: Texts }

/** Reads the parts of one file, with their places. */
class Reader {
  readonly #document: YamlDocument
  readonly #report: (problem: ModelError) => void
  /** Items by id, as far as they were read. */
  readonly #ids = new Map<string, Place>()

  readonly #words: WordsReader

  constructor(document: YamlDocument, file: DashboardFile, report: (problem: ModelError) => void) {
    this.#document = document
    this.#report = report
    this.#words = wordsReader(document, file, report)
  }

  words(): DashboardDeclaration['words'] {
    return this.#words.named
  }

  checkName(name: string): void {
    if (/^[a-z][a-z0-9_-]*$/.test(name)) return
    const place = { file: this.#document.file, line: 1, column: 1 }
    this.#report(modelError('M1708', { name }, { place }))
  }

  checkTimeZone({ time_zone: timeZone }: DashboardFile): void {
    if (timeZone === undefined) return
    try {
      new Intl.DateTimeFormat('en', { timeZone })
    } catch (cause) {
      const known = nearest(timeZone, ['UTC', ...Intl.supportedValuesOf('timeZone')])
      const place = this.#document.pathPlace(['time_zone'], 'value')
      this.#report(modelError('M1709', { timezone: timeZone, nearest: known }, { place, cause }))
    }
  }

  section(written: DashboardFile['sections'][number]): SectionDeclaration {
    return {
      ...texts('title', written.title),
      ...texts('note', written.note),
      items: written.items.map(item => this.#item(item)),
      actions: this.actions(written.actions),
    }
  }

  filter(written: WrittenFilter): FilterDeclaration {
    const { options } = written
    return {
      name: written.name,
      place: this.#document.valuePlace(written, 'name'),
      ...texts('label', written.label),
      values: this.#words.valuesOf(written),
      ...(written.default !== undefined && {
        default: {
          text: String(written.default),
          place: this.#document.valuePlace(written, 'default'),
        },
      }),
      ...(options && {
        options: {
          endpoint: this.#placed(options, 'endpoint')!,
          ...this.#optional(options, 'rows'),
          value: this.#placed(options, 'value')!,
          ...this.#optional(options, 'label'),
        },
      }),
    }
  }

  actions(written: readonly WrittenAction[] | undefined): readonly ActionDeclaration[] {
    return (written ?? []).map(action => ({
      label: textsOf(action.label),
      endpoint: this.#placed(action, 'endpoint')!,
      parameters: this.#parameters(action.parameters),
      ...this.#optional(action, 'choose'),
      values: this.#words.valuesOf(action),
      ...this.#optional(action, 'current'),
      ...texts('confirm', action.confirm),
      ...texts('note', action.note),
      ...(action.tone && { tone: action.tone }),
    }))
  }

  #item(written: WrittenItem): ItemDeclaration {
    const place = this.#document.keyPlace(written, 'kind')
    for (const problem of keyProblems(written, key => this.#document.keyPlace(written, key)))
      this.#report(problem)
    return {
      id: this.#idOf(written, place),
      kind: written.kind,
      place,
      ...texts('title', written.title),
      ...texts('note', written.note),
      ...texts('text', written.text),
      ...(written.width && { width: written.width }),
      ...this.#optional(written, 'endpoint'),
      ...this.#optional(written, 'rows'),
      parameters: this.#parameters(written.parameters),
      encodings: this.#encodings(written),
      columns: this.#columns(written, 'columns'),
      ...(written.page_size !== undefined && { pageSize: written.page_size }),
      ...(written.palette && { palette: written.palette }),
      isStacked: written.stacked ?? false,
      isHorizontal: written.horizontal ?? false,
      isLogarithmic: written.scale === 'ratio',
      hasDiagonal: written.diagonal ?? false,
      ...(written.reference !== undefined && { reference: written.reference }),
      ...texts('referenceLabel', written.reference_label),
      ...texts('empty', written.empty),
      ...this.#optional(written, 'csv'),
      actions: this.actions(written.actions),
    }
  }

  /** As written; else the kind and which one of them it is. */
  #idOf({ id, kind }: WrittenItem, place: Place): string {
    if (id === undefined) {
      let number = 1
      while (this.#ids.has(`${kind}-${number}`)) number++
      this.#ids.set(`${kind}-${number}`, place)
      return `${kind}-${number}`
    }
    const first = this.#ids.get(id)
    if (first === undefined) this.#ids.set(id, place)
    else this.#report(modelError('M1707', { id, line: first.line }, { place }))
    return id
  }

  #encodings(written: WrittenItem): ItemDeclaration['encodings'] {
    const entries = ENCODINGS.map(key => [key, this.#columns(written, key)] as const)
    return Object.fromEntries(entries.filter(([, uses]) => uses.length > 0))
  }

  #columns(written: WrittenItem, key: keyof WrittenItem): readonly ColumnUse[] {
    const value = written[key] as WrittenColumn | readonly WrittenColumn[] | undefined
    if (value === undefined) return []
    if (!Array.isArray(value))
      return [this.#column(value as WrittenColumn, this.#document.valuePlace(written, key))]
    const list: readonly WrittenColumn[] = value
    return list.map((one, at) => this.#column(one, this.#document.valuePlace(list, at)))
  }

  #column(written: WrittenColumn, place: Place): ColumnUse {
    if (typeof written === 'string') return { column: written, place, values: {} }
    const { column, format, decimals, currency } = written
    return {
      column,
      place: this.#document.valuePlace(written, 'column'),
      ...texts('label', written.label),
      ...texts('note', written.note),
      ...(format && { format }),
      ...(decimals !== undefined && { decimals }),
      ...(currency !== undefined && { currency }),
      ...this.#optional(written, 'low'),
      ...this.#optional(written, 'high'),
      ...this.#optional(written, 'of'),
      values: this.#words.valuesOf(written),
      ...texts('absent', written.absent),
      ...this.#optional(written, 'sort'),
    }
  }

  #parameters(written: WrittenParameters | undefined): readonly ParameterUse[] {
    return Object.entries(written ?? {}).map(([name, value]) => ({
      name,
      place: this.#document.keyPlace(written!, name),
      value: parameterValue(value),
    }))
  }

  #placed(container: object, key: string): Placed | undefined {
    const text = (container as Readonly<Record<string, unknown>>)[key]
    if (typeof text !== 'string') return undefined
    return { text, place: this.#document.valuePlace(container, key) }
  }

  #optional<K extends string>(container: object, key: K): { readonly [key in K]?: Placed } {
    const placed = this.#placed(container, key)
    return (placed === undefined ? {} : { [key]: placed }) as { readonly [key in K]?: Placed }
  }
}

function parameterValue(value: WrittenParameters[string]): ParameterUse['value'] {
  if (typeof value !== 'object') return { from: 'fixed', text: String(value) }
  return 'column' in value
    ? { from: 'column', name: value.column }
    : { from: 'filter', name: value.filter }
}

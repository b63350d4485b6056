/**
 * The content of a schema file as it is cached: what is usual is left out, and places do not name the file. A large
 * project has tens of thousands of columns and tests, all of which are read at every start.
 */
import type { Place } from '../errors/place.ts'
import type { SchemaFileContent } from './read-schema-file.ts'
import type { ColumnDeclaration, PropertiesDeclaration, TestDeclaration } from './types.ts'

/** Line, column and length. */
type Spot = readonly [line: number, column: number, length?: number]

type StoredTest = readonly [test: string, spot: Spot, rest?: Partial<TestDeclaration>]
type StoredColumn = readonly [
  name: string,
  spot: Spot,
  tests: readonly StoredTest[],
  rest?: Partial<ColumnDeclaration>,
]
type StoredProperties = readonly [
  kind: PropertiesDeclaration['kind'],
  name: string,
  spot: Spot,
  description: string,
  columns: readonly StoredColumn[],
  tests: readonly StoredTest[],
  rest?: Partial<PropertiesDeclaration>,
]

/** Sources, exposures and macros are few and stay as they are. */
export interface StoredSchemaFile extends Omit<SchemaFileContent, 'properties'> {
  readonly properties: readonly StoredProperties[]
}

const NONE: readonly never[] = Object.freeze([])
const NOTHING: Readonly<Record<string, never>> = Object.freeze({})

/** What a test, a column and an entry are where the file says nothing. */
const USUAL_TEST = { description: '', arguments: NOTHING, config: NOTHING }
const USUAL_COLUMN = {
  description: '',
  notNull: false,
  tags: NONE,
  meta: NOTHING,
  constraints: NONE,
}
const USUAL_PROPERTIES = { config: NOTHING, constraints: NONE }

/** The content as it is cached. */
export function packSchemaFile(content: SchemaFileContent): StoredSchemaFile {
  const properties = content.properties.map(packProperties)
  return { ...content, properties }
}

function packProperties(entry: PropertiesDeclaration): StoredProperties {
  const { kind, name, place, description, columns, tests, ...rest } = entry
  const packed = [columns.map(packColumn), tests.map(packTest)] as const
  return [kind, name, spotOf(place), description, ...packed, ...unusual(rest, USUAL_PROPERTIES)]
}

function packColumn({ name, place, tests, ...rest }: ColumnDeclaration): StoredColumn {
  return [name, spotOf(place), tests.map(packTest), ...unusual(rest, USUAL_COLUMN)]
}

function packTest({ test, place, ...rest }: TestDeclaration): StoredTest {
  return [test, spotOf(place), ...unusual(rest, USUAL_TEST)]
}

function spotOf({ line, column, length }: Place): Spot {
  return length === undefined ? [line, column] : [line, column, length]
}

/** The values that differ from the usual ones, if there are any. */
function unusual<T extends object>(rest: T, usual: object): [] | [Partial<T>] {
  const different = Object.entries(rest).filter(
    ([key, value]) =>
      JSON.stringify(value) !== JSON.stringify((usual as Record<string, unknown>)[key]),
  )
  return different.length === 0 ? [] : [Object.fromEntries(different) as Partial<T>]
}

/** The content as it was read from the file at `path`. */
export function unpackSchemaFile(path: string, stored: StoredSchemaFile): SchemaFileContent {
  const place = ([line, column, length]: Spot): Place =>
    length === undefined ? { file: path, line, column } : { file: path, line, column, length }
  const unpackTest = ([test, spot, rest]: StoredTest): TestDeclaration => {
    const usual = {
      test,
      description: '',
      arguments: NOTHING,
      config: NOTHING,
      place: place(spot),
    }
    return rest ? { ...usual, ...rest } : usual
  }
  const unpackTests = (tests: readonly StoredTest[]) =>
    tests.length === 0 ? NONE : tests.map(unpackTest)
  const unpackColumn = ([name, spot, tests, rest]: StoredColumn): ColumnDeclaration => {
    const usual = {
      name,
      description: '',
      notNull: false,
      tags: NONE,
      meta: NOTHING,
      constraints: NONE,
      tests: unpackTests(tests),
      place: place(spot),
    }
    return rest ? { ...usual, ...rest } : usual
  }
  const properties = stored.properties.map((packed): PropertiesDeclaration => {
    const [kind, name, spot, description, columns, tests, rest] = packed
    const usual = {
      kind,
      name,
      description,
      config: NOTHING,
      columns: columns.length === 0 ? NONE : columns.map(unpackColumn),
      constraints: NONE,
      tests: unpackTests(tests),
      place: place(spot),
    }
    return rest ? { ...usual, ...rest } : usual
  })
  return { ...stored, properties }
}

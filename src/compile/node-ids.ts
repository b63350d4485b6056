/** Ids and names of nodes, as dbt makes them: other tools parse them. */
import { createHash } from 'node:crypto'
import type { Value } from '../util/value.ts'
import type { ResourceType } from './manifest.ts'

/** `model.project.name`; for a source `source.project.source.table`. */
export function nodeId(kind: ResourceType, project: string, name: string): string {
  return `${kind}.${project}.${name}`
}

/** What the name of a generic test is made of. */
export interface TestNameParts {
  readonly test: string
  /** The model or seed; for a source `source_table`. */
  readonly target: string
  readonly onSource: boolean
  readonly column?: string | undefined
  readonly arguments: Readonly<Record<string, Value>>
}

/** dbt's name of a generic test: test, target and arguments in the order of their names. */
export function genericTestName(named: TestNameParts): string {
  return `${identifierOf(named)}_${argumentWords(named)}`
}

function identifierOf({ test, target, onSource }: TestNameParts): string {
  const plain = test.includes('.') ? test.replace('.', '_') : test
  return onSource ? `source_${plain}_${target}` : `${plain}_${target}`
}

function argumentWords({ column, arguments: given }: TestNameParts): string {
  const keys = Object.keys(given)
  // Most tests are a column's and have no arguments of their own.
  if (keys.length === 0) return column === undefined ? '' : clean(column)
  if (column !== undefined && !keys.includes('column_name')) keys.push('column_name')
  const words: string[] = []
  for (const key of keys.sort()) {
    const value = key === 'column_name' && column !== undefined ? column : given[key]!
    for (const part of parts(value)) words.push(clean(pythonText(part)))
  }
  return words.join('__')
}

function parts(value: Value): readonly Value[] {
  if (typeof value !== 'object' || value === null) return [value]
  return Array.isArray(value) ? value : Object.values(value)
}

/** As Python prints it, since dbt's names contain that. */
function pythonText(value: Value): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const UNCLEAN = /[^0-9a-zA-Z_]+/g

const clean = (text: string) => text.replace(UNCLEAN, '_')

/** The name where it must be short: dbt keeps 30 characters and adds the MD5 of the whole. */
export function shortTestName(name: string, named: TestNameParts): string {
  if (name.length < 64) return name
  return `${identifierOf(named).slice(0, 30)}_${createHash('md5').update(name).digest('hex')}`
}

/**
 * Ten hex digits that tell tests of one name apart: FNV-1a in two halves. Not a secret and not a content hash, only
 * quick: a project may have tens of thousands.
 */
export function tenHexDigits(text: string): string {
  let low = 0x811c9dc5
  let high = 0x01000193
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code, 0x85ebca6b)
  }
  return ((low >>> 0) * 256 + (high & 255)).toString(16).padStart(10, '0')
}

/** Turns what zod found wrong with a YAML file into coded errors with places and nearest names. */
import type { z } from 'zod'
import { type ModelError, modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import { describeValue } from '../util/value.ts'
import { unsupportedKey } from './unsupported-keys.ts'
import type { YamlDocument, YamlPath } from './yaml-document.ts'

type Issue = z.core.$ZodIssue

/** Checks a document's value; the problems are empty when it has the shape. */
export function checkShape(document: YamlDocument, shape: z.ZodType): readonly ModelError[] {
  const parsed = shape.safeParse(document.value ?? {})
  if (parsed.success) return []
  return parsed.error.issues.flatMap(issue => errorsOf(document, shape, issue))
}

function errorsOf(document: YamlDocument, shape: z.ZodType, issue: Issue): ModelError[] {
  const path = issue.path as YamlPath
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => unknownKey(document, shape, [...path, key]))
  const found = valueAt(document.value, path)
  const where = nameOf(document, path)
  if (found === undefined && path.length > 0) {
    const fields = { key: String(path.at(-1)), where: nameOf(document, path.slice(0, -1)) }
    return [modelError('M1016', fields, { place: document.pathPlace(path.slice(0, -1)) })]
  }
  const place = document.pathPlace(path, 'value')
  const fields = { where, expected: expectation(issue.message), found: describeValue(found) }
  return [modelError('M1005', fields, { place })]
}

/** A message of zod's own as what was expected; a shape's own message is that already. */
function expectation(message: string): string {
  const own = /^Invalid (?:option|input): expected (.*?)(?:, received .*)?$/s.exec(message)
  return own?.[1] ?? message.replace(/^Invalid /, 'a valid ')
}

function unknownKey(document: YamlDocument, shape: z.ZodType, path: YamlPath): ModelError {
  const key = String(path.at(-1))
  const where = nameOf(document, path.slice(0, -1))
  const place = document.pathPlace(path)
  const known = keysAt(shape, path.slice(0, -1))
  const unsupported = unsupportedKey(path)
  if (unsupported !== undefined)
    return modelError('M1004', { key, where, instead: unsupported.instead }, { place })
  return modelError('M1003', { key, where, known, nearest: nearest(key, known) }, { place })
}

/** The path as people say it: `models[orders].columns[id]`; the name of the file for the empty one. */
function nameOf({ file, value }: YamlDocument, path: YamlPath): string {
  if (path.length === 0) return file
  return path.reduce<string>((text, part, depth) => {
    if (typeof part === 'string') return text === '' ? part : `${text}.${part}`
    const name = valueAt(value, [...path.slice(0, depth + 1), 'name'])
    return `${text}[${typeof name === 'string' ? name : part}]`
  }, '')
}

function valueAt(value: unknown, path: YamlPath): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Record<string | number, unknown>)[key]
  }
  return current
}

/** The keys that a shape knows at a path. */
function keysAt(shape: z.ZodType, path: YamlPath): readonly string[] {
  let current: unknown = shape
  for (const key of path) current = stepInto(unwrap(current), key)
  const found = unwrap(current)
  return found?.type === 'object' ? Object.keys(found.shape ?? {}) : []
}

/** The part of zod's public `def` that is looked at here. */
interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, unknown>>
  readonly element?: unknown
  readonly valueType?: unknown
  readonly innerType?: unknown
}

function unwrap(shape: unknown): Definition | undefined {
  let definition = (shape as { def?: Definition } | undefined)?.def
  while (definition?.innerType !== undefined)
    definition = (definition.innerType as { def: Definition }).def
  return definition
}

function stepInto(definition: Definition | undefined, key: string | number): unknown {
  if (definition?.type === 'object') return definition.shape?.[key]
  return definition?.type === 'array' ? definition.element : definition?.valueType
}

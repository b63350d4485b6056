/**
 * YAML as values that remember where they stood. js-yaml's parser gives events with offsets; values are built from them
 * here, so that one pass yields both the value and the places. Imported lazily: a warm start reads no YAML.
 */
import { type Event, parseEvents, YAMLException } from 'js-yaml'
import { modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { buildValue, type Marks } from './yaml-builder.ts'

export type YamlPath = readonly (string | number)[]

/** A parsed file: its value, and the place of everything in it. */
export interface YamlDocument {
  readonly file: string
  /** `undefined` for an empty file. */
  readonly value: unknown
  /** Where a key, or an item of a list, stands in this object of the value. */
  keyPlace(container: object, key: string | number): Place
  /** Where the value of a key starts. */
  valuePlace(container: object, key: string | number): Place
  /** Where the deepest part of a path that exists stands: its key, or its value when asked. */
  pathPlace(path: YamlPath, part?: 'key' | 'value'): Place
}

/** Reads YAML 1.2 (core schema, with merge keys). `file` is the name for places. */
export function parseYaml(file: string, text: string): YamlDocument {
  const marks = new Map<object, Marks>()
  const lines = lineStarts(text)
  const placeAt = (offset: number) => placeOf(file, text, lines, offset)
  const refuse = (reason: string, offset: number) =>
    modelError('M1002', { reason }, { place: placeAt(offset) })
  const value = buildValue(text, readEvents(file, text, placeAt), { marks, refuse })
  const find = (part: 'keys' | 'values', container: object, key: string | number) =>
    placeAt(marks.get(container)?.[part][key] ?? 0)
  return {
    file,
    value,
    keyPlace: (container, key) => find('keys', container, key),
    valuePlace: (container, key) => find('values', container, key),
    pathPlace: (path, part = 'key') => {
      let offset = 0
      let current = value
      for (const [depth, key] of path.entries()) {
        const found =
          typeof current === 'object' && current !== null ? marks.get(current) : undefined
        const inValues = part === 'value' && depth === path.length - 1
        const next = found?.[inValues ? 'values' : 'keys'][key]
        if (next === undefined) break
        offset = next
        current = (current as Record<string | number, unknown>)[key]
      }
      return placeAt(offset)
    },
  }
}

function readEvents(file: string, text: string, placeAt: (offset: number) => Place): Event[] {
  try {
    return parseEvents(text, { filename: file })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const place = placeAt(Math.min(error.mark?.position ?? 0, text.length))
    throw modelError('M1002', { reason: error.reason }, { place, cause: error })
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function placeOf(file: string, text: string, lines: readonly number[], offset: number): Place {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (lines[middle]! <= offset) low = middle
    else high = middle - 1
  }
  const length = markedLength(text, offset)
  return { file, line: low + 1, column: offset - lines[low]! + 1, ...(length > 0 && { length }) }
}

const QUOTED = /"[^"\n]*"|'[^'\n]*'/y
const WORD = /[^\s,[\]{}:#"']+/y

function markedLength(text: string, offset: number): number {
  const pattern = text[offset] === '"' || text[offset] === "'" ? QUOTED : WORD
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0].length ?? 0
}

/**
 * YAML as values that remember where they stood. js-yaml's parser gives events with offsets; values are built from them
 * here, so that one pass yields both the value and the places. Imported lazily: a warm start reads no YAML.
 */
import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
} from 'js-yaml'
import { modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { resolveScalar } from './yaml-scalar.ts'

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

interface Marks {
  readonly keys: Record<string | number, number>
  readonly values: Record<string | number, number>
}

interface Frame {
  readonly container: Record<string, unknown> | unknown[]
  readonly marks: Marks
  key: string | undefined
}

const MERGE = '<<'

/** Reads YAML 1.2 (core schema, with merge keys). `file` is the name for places. */
export function parseYaml(file: string, text: string): YamlDocument {
  const marks = new Map<object, Marks>()
  const lines = lineStarts(text)
  const placeAt = (offset: number) => placeOf(file, text, lines, offset)
  const value = build(text, readEvents(file, text, placeAt), marks, placeAt)
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

function build(
  text: string,
  events: readonly Event[],
  allMarks: Map<object, Marks>,
  placeAt: (offset: number) => Place,
): unknown {
  const anchors = new Map<string, unknown>()
  const stack: Frame[] = []
  let root: unknown
  let documents = 0

  const put = (value: unknown, start: number) => {
    const frame = stack.at(-1)
    if (frame === undefined) root = value
    else if (Array.isArray(frame.container)) {
      frame.marks.keys[frame.container.length] = frame.marks.values[frame.container.length] = start
      frame.container.push(value)
    } else if (frame.key === undefined) readKey(frame, value, start)
    else {
      if (frame.key === MERGE) merge(frame.container, value, frame.marks, allMarks)
      else frame.container[frame.key] = value
      frame.marks.values[frame.key] = start
      frame.key = undefined
    }
  }
  const readKey = (frame: Frame, value: unknown, start: number) => {
    if (typeof value === 'object' && value !== null)
      throw modelError(
        'M1002',
        { reason: 'a key must be a single word' },
        { place: placeAt(start) },
      )
    const key = String(value)
    if (key === '__proto__' || Object.hasOwn(frame.marks.values, key))
      throw modelError(
        'M1002',
        { reason: `the key ${key} is here twice` },
        { place: placeAt(start) },
      )
    frame.marks.keys[key] = start
    frame.key = key
  }
  const open = (container: Frame['container'], start: number, event: Anchored) => {
    const marks: Marks = { keys: {}, values: {} }
    allMarks.set(container, marks)
    put(container, start)
    anchor(event, container)
    stack.push({ container, marks, key: undefined })
  }
  const anchor = (event: Anchored, value: unknown) => {
    if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), value)
  }

  for (const event of events) {
    if (event.type === EVENT_ID.SCALAR) {
      const plain = event.style === SCALAR_STYLE.PLAIN
      const source = getScalarValue(text, event)
      const isKey = isExpectingKey(stack.at(-1))
      const value = isKey || !plain || event.tagStart >= 0 ? source : resolveScalar(source)
      const start = plain || event.valueStart < 1 ? event.valueStart : event.valueStart - 1
      put(value, start >= 0 ? start : lastOffset(stack))
      anchor(event, value)
    } else if (event.type === EVENT_ID.MAPPING) open({}, event.start, event)
    else if (event.type === EVENT_ID.SEQUENCE) open([], event.start, event)
    else if (event.type === EVENT_ID.POP) stack.pop()
    else if (event.type === EVENT_ID.ALIAS) {
      const name = text.slice(event.anchorStart, event.anchorEnd)
      if (!anchors.has(name))
        throw modelError(
          'M1002',
          { reason: `no anchor is called ${name}` },
          { place: placeAt(event.anchorStart) },
        )
      put(anchors.get(name), event.anchorStart)
    } else if (++documents > 1)
      throw modelError(
        'M1002',
        { reason: 'the file holds several documents' },
        { place: placeAt(0) },
      )
    else stack.length = 0
  }
  return root
}

type Anchored = { readonly anchorStart: number; readonly anchorEnd: number }

function isExpectingKey(frame: Frame | undefined): boolean {
  return frame !== undefined && !Array.isArray(frame.container) && frame.key === undefined
}

/** An empty value has no offset of its own: it is shown where its key is. */
function lastOffset(stack: readonly Frame[]): number {
  const frame = stack.at(-1)
  return frame?.key === undefined ? 0 : (frame.marks.keys[frame.key] ?? 0)
}

function merge(
  target: Record<string, unknown>,
  value: unknown,
  marks: Marks,
  allMarks: ReadonlyMap<object, Marks>,
): void {
  for (const source of Array.isArray(value) ? value : [value]) {
    if (typeof source !== 'object' || source === null) continue
    for (const [key, part] of Object.entries(source)) {
      if (Object.hasOwn(target, key)) continue
      target[key] = part
      marks.keys[key] = allMarks.get(source)?.keys[key] ?? 0
    }
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

/** Builds values from YAML events, and notes where everything stood. */
import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml'
import type { ModelError } from '../errors/model-error.ts'
import { resolveScalar } from './yaml-scalar.ts'

/** Offsets of the keys (or items) of one mapping or list, and of their values. */
export interface Marks {
  readonly keys: Record<string | number, number>
  readonly values: Record<string | number, number>
}

interface BuildOptions {
  /** Filled with the marks of every mapping and list. */
  readonly marks: Map<object, Marks>
  readonly refuse: (reason: string, offset: number) => ModelError
}

interface Frame {
  readonly container: Record<string, unknown> | unknown[]
  readonly marks: Marks
  key: string | undefined
  /** Values of `<<`: merged when the mapping ends, since they may not be whole before. */
  readonly merged: unknown[]
}

type Anchored = { readonly anchorStart: number; readonly anchorEnd: number }

const MERGE = '<<'

/** The value of the only document in a stream of events; `undefined` for an empty one. */
export function buildValue(text: string, events: readonly Event[], options: BuildOptions): unknown {
  const builder = new Builder(text, options)
  for (const event of events) builder.accept(event)
  return builder.root
}

/** Lives while one stream of events is read. */
class Builder {
  root: unknown
  readonly #text: string
  readonly #marks: Map<object, Marks>
  readonly #refuse: BuildOptions['refuse']
  readonly #anchors = new Map<string, unknown>()
  readonly #stack: Frame[] = []
  #documents = 0

  constructor(text: string, { marks, refuse }: BuildOptions) {
    this.#text = text
    this.#marks = marks
    this.#refuse = refuse
  }

  accept(event: Event): void {
    if (event.type === EVENT_ID.SCALAR) this.#scalar(event)
    else if (event.type === EVENT_ID.MAPPING) this.#open({}, event.start, event)
    else if (event.type === EVENT_ID.SEQUENCE) this.#open([], event.start, event)
    else if (event.type === EVENT_ID.POP) this.#close()
    else if (event.type === EVENT_ID.ALIAS) this.#alias(event)
    else if (++this.#documents > 1) throw this.#refuse('the file holds several documents', 0)
  }

  #scalar(event: Event & { readonly type: typeof EVENT_ID.SCALAR }): void {
    const plain = event.style === SCALAR_STYLE.PLAIN
    const source = getScalarValue(this.#text, event)
    const isText = !plain || event.tagStart >= 0 || this.#expectsKey()
    const value = isText ? source : resolveScalar(source)
    const start = plain || event.valueStart < 1 ? event.valueStart : event.valueStart - 1
    this.#put(value, start >= 0 ? start : this.#keyOffset())
    this.#anchor(event, value)
  }

  #open(container: Frame['container'], start: number, event: Anchored): void {
    const marks: Marks = { keys: {}, values: {} }
    this.#marks.set(container, marks)
    this.#put(container, start)
    this.#anchor(event, container)
    this.#stack.push({ container, marks, key: undefined, merged: [] })
  }

  #alias({ anchorStart, anchorEnd }: Anchored): void {
    const name = this.#text.slice(anchorStart, anchorEnd)
    if (!this.#anchors.has(name)) throw this.#refuse(`no anchor is called ${name}`, anchorStart)
    this.#put(this.#anchors.get(name), anchorStart)
  }

  #anchor({ anchorStart, anchorEnd }: Anchored, value: unknown): void {
    if (anchorStart >= 0) this.#anchors.set(this.#text.slice(anchorStart, anchorEnd), value)
  }

  #put(value: unknown, start: number): void {
    const frame = this.#stack.at(-1)
    if (frame === undefined) this.root = value
    else if (Array.isArray(frame.container)) {
      frame.marks.keys[frame.container.length] = frame.marks.values[frame.container.length] = start
      frame.container.push(value)
    } else if (frame.key === undefined) this.#readKey(frame, value, start)
    else {
      if (frame.key === MERGE) frame.merged.push(value)
      else frame.container[frame.key] = value
      frame.marks.values[frame.key] = start
      frame.key = undefined
    }
  }

  #readKey(frame: Frame, value: unknown, start: number): void {
    if (typeof value === 'object' && value !== null)
      throw this.#refuse('a key must be a single word', start)
    const key = String(value)
    if (key === '__proto__') throw this.#refuse('__proto__ cannot be a key', start)
    if (Object.hasOwn(frame.marks.values, key))
      throw this.#refuse(`the key ${key} is here twice`, start)
    frame.marks.keys[key] = start
    frame.key = key
  }

  #expectsKey(): boolean {
    const frame = this.#stack.at(-1)
    return frame !== undefined && !Array.isArray(frame.container) && frame.key === undefined
  }

  /** An empty value has no offset of its own: it is shown where its key is. */
  #keyOffset(): number {
    const frame = this.#stack.at(-1)
    return frame?.key === undefined ? 0 : (frame.marks.keys[frame.key] ?? 0)
  }

  /** Adds the keys of `<<` that a mapping does not have itself; of several sources the first wins. */
  #close(): void {
    const frame = this.#stack.pop()
    if (frame === undefined || frame.merged.length === 0 || Array.isArray(frame.container)) return
    for (const source of frame.merged.flat()) {
      if (typeof source !== 'object' || source === null) continue
      for (const [key, part] of Object.entries(source)) {
        if (Object.hasOwn(frame.container, key)) continue
        frame.container[key] = part
        frame.marks.keys[key] = this.#marks.get(source)?.keys[key] ?? 0
      }
    }
  }
}

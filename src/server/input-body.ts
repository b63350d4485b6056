/** The body of a request: JSON in UTF-8, whole or field by field. Pure. */
import { jsonFields } from '../util/json-fields.ts'
import type { InputProblem } from './refusal.ts'
import type { ServiceRequest } from './request.ts'

/** A field of the body. */
export interface BodyField {
  readonly kind: 'text' | 'nothing' | 'number' | 'other'
  /** As a query string would write it; a number with every digit that was sent. */
  readonly text: string
  readonly json: string
  /** What it is, for messages. */
  readonly words: string
}

export interface RequestBody {
  readonly whole?: string
  readonly fields?: ReadonlyMap<string, BodyField>
}

interface RefusedBody {
  readonly status: 400 | 415
  readonly problems: readonly InputProblem[]
}

/** Reads the body, if there is one. */
export function readBody(
  request: ServiceRequest,
  asked: 'whole' | 'fields',
): RequestBody | RefusedBody {
  const { body } = request
  if (body === undefined || body.length === 0) return {}
  const type = request.header('content-type') ?? ''
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type))
    return refused(415, 'is not application/json')
  const text = decode(body)
  if (text === undefined) return refused(400, 'is not UTF-8')
  // The database's JSON has no such character.
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(text)) return refused(400, 'has a NUL character')
  const value = parse(text)
  if (value === undefined) return refused(400, 'is no JSON')
  if (asked === 'whole') return { whole: text }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refused(400, 'is not an object of fields')
  const found = new Map<string, BodyField>()
  const problems: InputProblem[] = []
  for (const [name, json] of jsonFields(text)) {
    if (found.has(name)) problems.push({ in: 'body', name, problem: 'is given twice' })
    found.set(name, fieldOf(json))
  }
  return problems.length > 0 ? { status: 400, problems } : { fields: found }
}

export function isRefusedBody(body: RequestBody | RefusedBody): body is RefusedBody {
  return 'problems' in body
}

function refused(status: 400 | 415, problem: string): RefusedBody {
  return { status, problems: [{ in: 'body', name: 'body', problem }] }
}

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function fieldOf(json: string): BodyField {
  if (json === 'null') return { kind: 'nothing', text: '', json, words: 'null' }
  if (json.startsWith('"'))
    return { kind: 'text', text: JSON.parse(json) as string, json, words: 'a text' }
  const first = json[0]!
  if (first === '[') return { kind: 'other', text: json, json, words: 'a list' }
  if (first === '{') return { kind: 'other', text: json, json, words: 'an object' }
  if (first === 't' || first === 'f') return { kind: 'other', text: json, json, words: 'a boolean' }
  return { kind: 'number', text: json, json, words: 'a number' }
}

/** The body of a request: JSON in UTF-8, whole or field by field. Pure. */
import type { InputProblem } from './refusal.ts'
import type { ServiceRequest } from './request.ts'

/** A field of the body. */
export interface BodyField {
  readonly kind: 'text' | 'nothing' | 'other'
  /** As a query string would write it. */
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
  const fields = Object.entries(value).map(([name, field]) => [name, fieldOf(field)] as const)
  return { fields: new Map(fields) }
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

function fieldOf(value: unknown): BodyField {
  const json = JSON.stringify(value)
  if (value === null) return { kind: 'nothing', text: '', json, words: 'null' }
  if (typeof value === 'string') return { kind: 'text', text: value, json, words: 'a text' }
  const words = Array.isArray(value)
    ? 'a list'
    : typeof value === 'object'
      ? 'an object'
      : `a ${typeof value}`
  return { kind: 'other', text: typeof value === 'object' ? json : String(value), json, words }
}

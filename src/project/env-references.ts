/** `{{env "NAME"}}` and `{{env "NAME" "default"}}` in the values of a target, and the quotes that YAML wants around them. */
import { modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import type { Value } from '../util/value.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A double-quoted YAML text whose mustaches may hold double quotes of their own. */
const QUOTED_MUSTACHE =
  /"(?:[^"\\\n{]|\\.|\{(?!\{))*(?:\{\{[^}\n]*\}\}(?:[^"\\\n{]|\\.|\{(?!\{))*)+"/g

/**
 * People write `"{{env "URL"}}"`, which YAML cannot read: the inner quotes become single ones, but for those that are
 * escaped as YAML wants it. The length stays, so places do too.
 */
export function allowNestedQuotes(text: string): string {
  if (!text.includes('"{{') && !/"[^"\n]*\{\{/.test(text)) return text
  return text.replace(QUOTED_MUSTACHE, quoted =>
    quoted.replace(/\{\{[^}\n]*\}\}/g, mustache => mustache.replace(/(?<!\\)"/g, "'")),
  )
}

const MUSTACHE = /\{\{.*?\}\}/gs
const ENV = /^\{\{~?\s*env\s+(["'])(?<name>[^"']+)\1(?:\s+(["'])(?<fallback>.*)\3)?\s*~?\}\}$/s

/** What is known of the value while it is evaluated. */
export interface ReferenceContext {
  readonly env: Environment
  readonly target: string
  readonly place: Place
  /** Called with each name that is referred to. */
  readonly onName: (name: string) => void
  /** Called with each value that came from the environment. */
  readonly onValue: (value: string) => void
}

/** The value with its env references replaced, however deep they are. */
export function resolveReferences(value: Value, context: ReferenceContext): Value {
  if (typeof value === 'string') return value.includes('{{') ? resolveText(value, context) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(part => resolveReferences(part, context))
  const parts = Object.entries(value).map(([key, part]) => [key, resolveReferences(part, context)])
  return Object.fromEntries(parts)
}

function resolveText(
  text: string,
  { env, target, place, onName, onValue }: ReferenceContext,
): string {
  return text.replace(MUSTACHE, mustache => {
    const { name, fallback } = ENV.exec(mustache)?.groups ?? {}
    if (name === undefined) throw modelError('M1009', { text: mustache }, { place })
    onName(name)
    const value = env[name] ?? fallback
    if (value === undefined) throw modelError('M1008', { name, target }, { place })
    if (env[name] !== undefined) onValue(value)
    return value
  })
}

/**
 * The statement of an endpoint: its template on published names, with $1, $2, ... for what comes with a request. Made
 * once; a request brings values alone.
 */
import { modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { isSignificant, scan, type Token } from '../sql/scan.ts'
import { nearest } from '../util/nearest.ts'
import type { EndpointParameter, StatementDefinition } from './endpoint.ts'
import { SQL_TYPES } from './endpoint-values.ts'
import { mapOffset } from './map-offset.ts'
import type { NodeCompiler, RelationText } from './node-compiler.ts'
import type { RenderedSql } from './render.ts'

/** What is bound at a place of the statement. */
export type BoundValue =
  | { readonly kind: 'parameter'; readonly parameter: EndpointParameter }
  /** The time of the request, in place of an as_of that the target does not fix. */
  | { readonly kind: 'clock' }

export interface EndpointStatement {
  readonly sql: string
  /** In the order of $1, $2, ... */
  readonly values: readonly BoundValue[]
  /** Where an offset of `sql` comes from. */
  readonly placeOf: (offset: number) => Place | undefined
  /** It reads the time of the request. */
  readonly usesClock: boolean
}

/** Stands for as_of while it is rendered, when only a request will know it. A valid time, for macros that look at it. */
export const CLOCK = '9999-01-01T01:02:03.004Z'

/**
 * Renders an endpoint. The compiler's vars have {@link CLOCK} as as_of where the target fixes none.
 * @throws ModelError with a place
 */
export function endpointStatement(
  compiler: NodeCompiler,
  { template, parameters }: StatementDefinition,
  relation: RelationText,
): EndpointStatement {
  const values: BoundValue[] = []
  const numbers = new Map<string, number>()
  const parameter = (name: string, place: Place): string => {
    const found = parameters.find(one => one.name === name)
    if (found === undefined) {
      const close = nearest(
        name,
        parameters.map(one => one.name),
      )
      throw modelError('M1605', { name, nearest: close }, { place })
    }
    if (!numbers.has(name)) numbers.set(name, values.push({ kind: 'parameter', parameter: found }))
    return `cast($${numbers.get(name)} as ${SQL_TYPES[found.type]})`
  }
  const rendered = compiler.endpoint(template, relation, parameter)
  return bindClock(rendered, values)
}

/** A piece of the rendered text that is replaced. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

const TYPE_WORDS: ReadonlySet<string> = new Set(['timestamptz', 'timestamp', 'date'])

/**
 * Binds the clock: a literal of it becomes a place of its own, whose type the database infers as it does a literal's;
 * `timestamptz '...'` becomes a cast.
 * @throws ModelError M1603 where it is part of another text, which could be bound nowhere
 */
function bindClock(rendered: RenderedSql, values: BoundValue[]): EndpointStatement {
  const edits = rendered.text.includes(CLOCK) ? clockEdits(rendered, values) : []
  let sql = ''
  let end = 0
  for (const edit of edits) {
    sql += rendered.text.slice(end, edit.start) + edit.text
    end = edit.end
  }
  sql += rendered.text.slice(end)
  return {
    sql,
    values,
    usesClock: edits.length > 0,
    placeOf: offset => mapOffset(rendered, originalOffset(edits, offset)),
  }
}

function clockEdits(rendered: RenderedSql, values: BoundValue[]): readonly Edit[] {
  const { text } = rendered
  const tokens = scan(text, { mustaches: false }).filter(isSignificant)
  const edits: Edit[] = []
  for (const [index, token] of tokens.entries()) {
    const written = text.slice(token.start, token.end)
    if (!written.includes(CLOCK)) continue
    if (written !== `'${CLOCK}'`) {
      const place = mapOffset(rendered, token.start)
      const fields = {
        name: 'as_of',
        problem: 'is part of a longer text, where no value can be bound',
      }
      throw modelError('M1603', fields, place ? { place } : {})
    }
    const number = values.push({ kind: 'clock' })
    const type = typeBefore(text, tokens, index)
    const start = type?.start ?? token.start
    const bound = type === undefined ? `$${number}` : `cast($${number} as ${type.name})`
    edits.push({ start, end: token.end, text: bound })
  }
  return edits
}

/** `timestamptz` of `timestamptz '...'`, also with time zone. */
function typeBefore(
  text: string,
  tokens: readonly Token[],
  index: number,
): { readonly start: number; readonly name: string } | undefined {
  const word = (back: number) => {
    const token = tokens[index - back]
    return token?.kind === 'word' ? text.slice(token.start, token.end).toLowerCase() : ''
  }
  if (TYPE_WORDS.has(word(1))) return { start: tokens[index - 1]!.start, name: word(1) }
  const long = [4, 3, 2, 1].map(word).join(' ')
  if (!/^timestamp (with|without) time zone$/.test(long)) return undefined
  return { start: tokens[index - 4]!.start, name: long }
}

function originalOffset(edits: readonly Edit[], offset: number): number {
  let shift = 0
  for (const edit of edits) {
    const start = edit.start + shift
    if (offset < start) break
    if (offset < start + edit.text.length) return edit.start
    shift += edit.text.length - (edit.end - edit.start)
  }
  return offset - shift
}

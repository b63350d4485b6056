/** How deep a template nests: the parser's time grows with the square of it, so that it is looked at first. */
import { scan } from '../sql/scan.ts'
import type { Span } from './syntax.ts'

const DEEPEST = 200

/** The mustache at which blocks or parentheses are nested more than 200 deep, if there is one. */
export function tooDeep(text: string): Span | undefined {
  if (!mayBeDeep(text)) return undefined
  // What each open block adds: itself and its `else if`s, which nest within one another.
  const open: number[] = []
  let depth = 0
  for (const token of scan(text, { mustaches: true })) {
    if (token.kind !== 'mustache') continue
    const written = text.slice(token.start, token.end)
    const tag = /^\{\{~?\s*(?:([#^])|(\/)|else\s+\w)/.exec(written)
    if (tag?.[1]) open.push(1)
    else if (tag?.[2]) depth -= open.pop() ?? 0
    else if (tag && open.length > 0) open[open.length - 1]! += 1
    if (tag && !tag[2]) depth += 1
    if (depth > DEEPEST || parentheses(written) > DEEPEST) return token
  }
  return undefined
}

function mayBeDeep(text: string): boolean {
  return countOf(text, /\{\{~?\s*(?:[#^]|else)/g) > DEEPEST || countOf(text, /\(/g) > DEEPEST
}

function countOf(text: string, pattern: RegExp): number {
  let count = 0
  for (const _ of text.matchAll(pattern)) count++
  return count
}

function parentheses(mustache: string): number {
  let depth = 0
  let deepest = 0
  for (const character of mustache) {
    if (character === '(') depth++
    else if (character === ')') depth--
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

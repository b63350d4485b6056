/** Resolves what a node reads: its template's references, those of its macros, and those in its hooks. */
import type { Place } from '../errors/place.ts'
import type { Compilation } from './compile-context.ts'
import type { Reference, TemplateFacts } from './facts.ts'
import { findReference } from './references.ts'
import { factsOfText } from './template-facts.ts'
import { referencesThroughMacros } from './used-macros.ts'

/** Ids that a template reads, each once; what cannot be resolved is a problem. */
export function parentsOf(compilation: Compilation, facts: TemplateFacts): readonly string[] {
  const references = referencesThroughMacros(compilation, facts)
  if (references.length === 0) return NONE
  const ids: string[] = []
  for (const reference of references) addParent(compilation, reference, ids)
  return ids
}

const NONE: readonly never[] = Object.freeze([])

function addParent(compilation: Compilation, reference: Reference, ids: string[]): void {
  const found = findReference(compilation, reference, reference.place)
  if (typeof found !== 'string') {
    // A macro's reference is met once for each caller; it is wrong once.
    const known = compilation.problems.list.some(
      problem => problem.code === found.code && problem.place === found.place,
    )
    if (!known) compilation.problems.add(found)
  } else if (!ids.includes(found)) ids.push(found)
}

/** Ids that texts of YAML files read (hooks, `where`), which may hold mustaches. */
export function parentsOfTexts(
  compilation: Compilation,
  texts: readonly string[],
  { path, at }: { readonly path: string; readonly at: Place },
): readonly string[] {
  const ids: string[] = []
  for (const text of texts) {
    if (!text.includes('{{') && !text.includes('{%')) continue
    const facts = compilation.problems.attempt(() => factsOfText({ path, text, at }))
    if (facts) for (const id of parentsOf(compilation, facts)) if (!ids.includes(id)) ids.push(id)
  }
  return ids
}

/** Several lists of ids as one without repetitions. */
export function union(...lists: readonly (readonly string[])[]): readonly string[] {
  const filled = lists.filter(list => list.length > 0)
  return filled.length <= 1 ? (filled[0] ?? NONE) : [...new Set(filled.flat())]
}

/** One hash for all that says what a check asks: equal hashes over equal data give equal verdicts. Pure. */
import { definitionText } from '../sql/definition-tokens.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import { sha256 } from '../util/hash.ts'
import type { Value } from '../util/value.ts'

/** A check as its declaration and its own template say it. */
export interface CheckDefinition {
  /** Test, column, arguments, `where`, severity and conditions, as written. */
  readonly declared: Value
  /** Rendered on node ids, for tests that have a template. */
  readonly text: string | undefined
  /** What the declaration's own mustaches and times depend on; undefined when it has neither. */
  readonly surroundings: Value | undefined
}

const FORMAT = 'check 1'

/** The hash that is recorded with a check's result. */
export function checkHash({ declared, text, surroundings }: CheckDefinition): string {
  const own = text === undefined ? null : definitionText(text)
  return sha256(canonicalJson([FORMAT, declared, own, surroundings ?? null]))
}

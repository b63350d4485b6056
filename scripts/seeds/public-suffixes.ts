/**
 * The public suffix list as a lookup seed: under which endings names are registered, so that `shop.acme.co.uk` is known
 * as Acme's. Read from the rules that the package tldts carries (a trie, walked here), never from the network.
 */
import {
  edgeChild,
  edgeLength,
  edgeStart,
  exceptionsRoot,
  labelText,
  nodeFlags,
  rulesRoot,
} from 'tldts/dist/es6/src/data/trie.js'
import type { SeedTable } from './csv.ts'

interface Rule {
  readonly suffix: string
  readonly kind: 'exact' | 'wildcard' | 'exception'
  readonly section: 'icann' | 'private'
}

const privateFlag = 2
/** Labels that a registered name has beyond its rule's. */
const labelsBeyond = { exact: 1, wildcard: 2, exception: 0 } as const

/**
 * public_suffixes: one row per rule; a wildcard's `*.` and an exception's `!` are said by `kind`. Rules of one label are
 * left out: the last label is a suffix where no rule says otherwise.
 */
export function publicSuffixes(): SeedTable {
  const rules = [...rulesBelow(rulesRoot, '', false), ...rulesBelow(exceptionsRoot, '', true)]
  const needed = rules.filter(rule => rule.kind !== 'exact' || rule.suffix.includes('.'))
  return {
    name: 'public_suffixes',
    columns: ['suffix', 'kind', 'section', 'registrable_labels'],
    rows: needed
      .sort((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1))
      .map(rule => [rule.suffix, rule.kind, rule.section, registrableLabels(rule)]),
  }
}

function sortKey(rule: Rule): string {
  return `${rule.suffix} ${rule.kind}`
}

function registrableLabels(rule: Rule): number {
  return rule.suffix.split('.').length + labelsBeyond[rule.kind]
}

/** Rules at and below a node, whose labels from there to the right are `suffix`. */
function* rulesBelow(node: number, suffix: string, areExceptions: boolean): Generator<Rule> {
  for (let edge = edgeStart[node]!; edge < edgeStart[node + 1]!; edge += 1) {
    const child = edgeChild[edge]!
    const label = labelOf(edge)
    const isWildcard = label === '*'
    if (isWildcard && edgeStart[child]! < edgeStart[child + 1]!)
      throw new Error(
        `a rule below *.${suffix}: the models know wildcards as the first label alone`,
      )
    const below = isWildcard || suffix === '' ? suffix || label : `${label}.${suffix}`
    if (nodeFlags[child] !== 0)
      yield {
        suffix: below,
        kind: areExceptions ? 'exception' : isWildcard ? 'wildcard' : 'exact',
        section: nodeFlags[child] === privateFlag ? 'private' : 'icann',
      }
    yield* rulesBelow(child, below, areExceptions)
  }
}

/** Where the label of each edge starts in the text of all labels, which follow each other. */
const edgeOffsets: number[] = []
let offset = 0
for (const length of edgeLength) {
  edgeOffsets.push(offset)
  offset += length
}

function labelOf(edge: number): string {
  return labelText.slice(edgeOffsets[edge]!, edgeOffsets[edge]! + edgeLength[edge]!)
}

/** Why a published relation would come out differently if it were built now (design §7). Pure: no clock, no database. */
import { isDefinition } from './inputs.ts'
import { sourceSentence, UNKNOWN_VERSION } from './source-version.ts'
import type { Published } from './types.ts'

/** A reason with a code for programs, as plans and `model status` show it. */
export interface StaleReason {
  readonly code: 'never' | 'missing' | 'definition' | 'input' | 'flawed' | 'as_of'
  readonly text: string
  /** The parent that caused it. */
  readonly parent?: string
}

/** What would be recorded of a node if it were published now. */
export interface CurrentState {
  readonly definitionHash: string
  /** The very record that was published where nothing of it has changed, and nothing is of unknown version. */
  readonly inputs: Readonly<Record<string, string>>
  /** This run's, ISO 8601. */
  readonly asOf: string
  /** Itself or through views, ephemerals and macros. */
  readonly usesAsOf: boolean
  /** Milliseconds. */
  readonly staleAfter?: number
  /** False when the database does not have the relation; default: true. */
  readonly exists?: boolean
}

/**
 * Every reason why a node is stale; empty when it is fresh.
 * @param name how a parent is called in the sentences; default: its id
 */
export function staleReasons(
  published: Published | undefined,
  current: CurrentState,
  name: (id: string) => string = id => id,
): readonly StaleReason[] {
  if (published === undefined || published.kind === 'dropped') {
    return [{ code: 'never', text: 'was never published' }]
  }
  if (current.exists === false) {
    return [{ code: 'missing', text: 'was published and is no longer in the database' }]
  }
  return [
    ...definitionReasons(published, current),
    ...inputReasons(published.inputs, current.inputs, name),
    ...flawReasons(published),
    ...asOfReasons(published, current),
  ]
}

function definitionReasons(published: Published, current: CurrentState): StaleReason[] {
  if (published.definitionHash === current.definitionHash) return []
  return [{ code: 'definition', text: 'its definition has changed' }]
}

function inputReasons(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
  name: (id: string) => string,
): StaleReason[] {
  if (before === now) return []
  const ids = [...new Set([...Object.keys(now), ...Object.keys(before)])]
  return ids
    .filter(id => before[id] !== now[id] || now[id] === UNKNOWN_VERSION)
    .map(parent => ({
      code: 'input',
      parent,
      text: inputSentence(name(parent), before[parent], now[parent]),
    }))
}

function inputSentence(name: string, before: string | undefined, now: string | undefined): string {
  if (before === undefined) return `reads ${name} now`
  if (now === undefined) return `no longer reads ${name}`
  const ofSource = sourceSentence(name, before, now)
  if (ofSource !== undefined) return ofSource
  if (isDefinition(before) !== isDefinition(now)) return `${name} is materialized differently now`
  return isDefinition(now)
    ? `the definition of ${name} has changed`
    : `${name} has changed since it was read`
}

const FLAWS = {
  empty: 'was published without rows (--empty)',
  sample: 'was published from a sample (--sample)',
  'no-audit': 'was published unchecked (--no-audit)',
  incomplete: 'was published without all of its rows: some are to be asked about again',
}

function flawReasons({ flaw }: Published): StaleReason[] {
  return flaw === undefined ? [] : [{ code: 'flawed', text: FLAWS[flaw] }]
}

/** Time makes stale only what says how long it stays fresh. */
function asOfReasons(published: Published, current: CurrentState): StaleReason[] {
  if (!current.usesAsOf || current.staleAfter === undefined) return []
  const moved = Date.parse(current.asOf) - Date.parse(published.asOf)
  if (moved < 0) return [{ code: 'as_of', text: `was built for a later as_of: ${published.asOf}` }]
  if (moved < current.staleAfter) return []
  return [
    {
      code: 'as_of',
      text: `was built for an as_of longer ago than stale_after: ${published.asOf}`,
    },
  ]
}

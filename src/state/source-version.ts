/** The version of a source's rows, as far as it can be told: what tables built from it record as their input. Pure. */
import type { SourceToken } from './types.ts'

/** Nothing tells whether the source changed, so it counts as changed. */
export const UNKNOWN_VERSION = '?'

/** `counter 17`, `loaded_at 2026-02-14 09:30:00+00`, or {@link UNKNOWN_VERSION}. */
export function sourceVersion({ kind, token }: Pick<SourceToken, 'kind' | 'token'>): string {
  return token === null || kind === 'none' || kind === 'seed' ? UNKNOWN_VERSION : `${kind} ${token}`
}

/** Why what was built from a source is stale, in a sentence; undefined when the versions are no source's. */
export function sourceSentence(
  name: string,
  before: string | undefined,
  now: string,
): string | undefined {
  if (now === UNKNOWN_VERSION) {
    return `${name} may have changed: it has neither loaded_at_field nor a change counter`
  }
  const [kind, newest] = partsOf(now)
  const [kindBefore, read] = partsOf(before ?? '')
  if (kind === 'loaded_at' && kindBefore === 'loaded_at') {
    return read < newest
      ? `${name} has rows newer than ${read}`
      : `the newest row of ${name} is older than the one that was read: ${newest}`
  }
  if (kind === 'counter' && kindBefore === 'counter') {
    const changes = Number(newest) - Number(read)
    if (changes <= 0) return `${name} has been made anew since it was read`
    return `${name} has changed ${changes === 1 ? 'once' : `${changes} times`} since it was read`
  }
  return kind === 'loaded_at' || kind === 'counter'
    ? `${name} was read when nothing told its version`
    : undefined
}

function partsOf(version: string): readonly [kind: string, token: string] {
  const at = version.indexOf(' ')
  return [version.slice(0, at), version.slice(at + 1)]
}

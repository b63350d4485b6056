/** Spans of time where seconds matter: `30`, `30 s`, `5 minutes`. */
import type { Value } from '../util/value.ts'
import { parseDuration } from './config-keys.ts'

/** Milliseconds; a number alone is seconds; undefined when it is no span of time. */
export function parseTimeSpan(value: Value): number | undefined {
  const seconds = /^(\d+)\s*(?:s|seconds?)?$/.exec(String(value))?.[1]
  if (seconds !== undefined) return Number(seconds) * 1000
  return typeof value === 'string' ? parseDuration(value) : undefined
}

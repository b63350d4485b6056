/** Identifiers of runs and of published versions. */
import { randomUUID } from 'node:crypto'

/** Identifies one publication of one relation. */
export function newVersion(): string {
  return randomUUID()
}

/** Identifies a run; begins with its start, so that ids sort by time. */
export function newRunId(startedAt: Date): string {
  const stamp = startedAt.toISOString().replace(/[-:]/g, '').slice(0, 15)
  return `${stamp}Z-${randomUUID().slice(0, 8)}`
}

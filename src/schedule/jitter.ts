/** How much later than due a run starts. The same for everybody who looks at the same due time, so it can be shown. */
import { createHash } from 'node:crypto'
import type { Schedule } from '../project/types.ts'

/** The moment at which a due time is run: up to `jitter` after it. */
export function startTime({ name, jitter }: Pick<Schedule, 'name' | 'jitter'>, due: Date): Date {
  if (jitter === 0) return due
  const digest = createHash('sha256').update(`${name}\0${due.toISOString()}`).digest()
  return new Date(due.getTime() + Math.floor((digest.readUInt32BE(0) / 2 ** 32) * jitter))
}

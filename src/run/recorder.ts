/**
 * Writes results to the ledger as nodes end. After one insert the next results gather for a moment, so that a run of
 * many small nodes does not pay a statement for each: a process that dies loses the results of that moment at most.
 */
import type { Ledger } from '../state/ledger.ts'
import type { ResultRow } from '../state/types.ts'
import { retrying } from './retry.ts'

/** Milliseconds between the end of one insert and the next. */
const PAUSE = 100

export interface Recorder {
  record(row: ResultRow): void
  /** Resolves when all that was recorded is in the ledger. @throws the ledger's error. */
  flush(): Promise<void>
}

/** A recorder for one run. A row written twice does no harm: the last one counts. */
export function createRecorder({
  ledger,
  signal,
}: {
  readonly ledger: Pick<Ledger, 'recordResults'>
  readonly signal: AbortSignal
}): Recorder {
  let gathered: ResultRow[] = []
  let writing: Promise<void> | undefined
  let pause: NodeJS.Timeout | undefined
  let failure: unknown

  const write = () => {
    const rows = gathered
    gathered = []
    writing = retrying(() => ledger.recordResults(rows), { signal })
      .catch(error => {
        failure = error
      })
      .finally(() => {
        writing = undefined
        pause = setTimeout(endPause, PAUSE)
      })
  }
  const endPause = () => {
    clearTimeout(pause)
    pause = undefined
    if (gathered.length > 0 && failure === undefined) write()
  }
  return {
    record(row) {
      gathered.push(row)
      if (writing === undefined && pause === undefined) endPause()
    },
    async flush() {
      do {
        await writing
        endPause()
      } while (writing !== undefined)
      if (failure !== undefined) throw failure
    },
  }
}

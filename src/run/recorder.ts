/**
 * Writes results to the ledger as nodes end. While one insert is under way the next results gather, so that a run of
 * many small nodes does not pay a statement for each.
 */
import type { ResultRow } from '../state/types.ts'
import type { RunContext } from './context.ts'
import { retrying } from './retry.ts'

export interface Recorder {
  record(row: ResultRow): void
  /** Resolves when all that was recorded is in the ledger. @throws the ledger's error, once. */
  flush(): Promise<void>
}

/** A recorder for one run. A row written twice does no harm: the last one counts. */
export function createRecorder({
  ledger,
  signal,
}: Pick<RunContext, 'ledger' | 'signal'>): Recorder {
  let gathered: ResultRow[] = []
  let writing: Promise<void> | undefined
  let failure: unknown

  const write = async () => {
    while (gathered.length > 0 && failure === undefined) {
      const rows = gathered
      gathered = []
      await retrying(() => ledger.recordResults(rows), { signal })
    }
  }
  const start = () => {
    writing ??= write()
      .catch(error => {
        failure = error
      })
      .finally(() => {
        writing = undefined
      })
  }
  return {
    record(row) {
      gathered.push(row)
      start()
    },
    async flush() {
      while (writing !== undefined || (gathered.length > 0 && failure === undefined)) {
        start()
        await writing
      }
      if (failure !== undefined) throw failure
    },
  }
}

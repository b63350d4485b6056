/** How a run begins: nothing is built yet, so all of it can be done again when a connection breaks. */
import type { Adapter, RunLock } from '../adapters/adapter.ts'
import { describeLockHolder, isRunEnded } from '../state/run-locks.ts'
import type { Scope } from '../state/types.ts'
import { retrying, telling } from './retry.ts'
import type { RunEvent, RunOptions } from './types.ts'

/** What the beginning has to know. */
export interface Beginning {
  readonly adapter: Adapter
  readonly scope: Scope
  readonly options: RunOptions
  /** Who runs it, for others who have to wait. */
  readonly origin: { readonly processId: number | undefined; readonly host: string }
  readonly emit: (event: RunEvent) => void
}

/** Does `work`, and again when it failed for a passing reason. */
export function beginning<T>(
  { options, emit }: Pick<Beginning, 'options' | 'emit'>,
  work: () => Promise<T>,
): Promise<T> {
  const signal = options.signal ?? new AbortController().signal
  return retrying(work, { signal, onRetry: telling(emit) })
}

/** Takes the run lock of the environment. @throws ModelError M2202 that says who has it. */
export function takeLock(request: Beginning, runId: string): Promise<RunLock> {
  const { adapter, scope, options } = request
  const { signal } = options
  const take = () =>
    adapter.acquireRunLock(runLockKey(scope), holderText(request), {
      describe: describeLockHolder,
      stillOurs: async asking => !(await isRunEnded(asking, runId)),
      wait: options.wait,
      ...(signal === undefined ? {} : { signal }),
    })
  return beginning(request, take)
}

/** The name of an environment's run lock. */
export function runLockKey(scope: Scope): string {
  return `model run ${scope.environment}`
}

/** Short: a server keeps 63 bytes of it. The ledger has the rest. */
function holderText({ origin, scope, options }: Beginning): string {
  const { processId, host } = origin
  const who = processId === undefined ? `a run on ${host}` : `process ${processId} on ${host}`
  return `${who}: model ${options.command} of ${scope.project}`
}

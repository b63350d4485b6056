/** How long the work on a node may take, and how often it is tried again: its own config, the command line, the target. */
import type { NodeConfig, TestConfig } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import type { RunContext } from './context.ts'

/** Whose work it is. */
export interface Worked {
  readonly id: string
  readonly name: string
  readonly place: Place
  readonly config: Pick<NodeConfig | TestConfig, 'timeout' | 'retries'>
}

/** Milliseconds that one attempt may take; undefined: any. */
export function timeLimit({ options }: RunContext, { config }: Worked): number | undefined {
  return config.timeout ?? options.nodeTimeout
}

/** Further attempts after an error that is not of the kind that is always repeated. */
export function retriesOf({ manifest }: RunContext, { config }: Worked): number {
  return config.retries ?? manifest.project.target.retries
}

/**
 * Does one attempt of a node's work in a context whose signal ends it when its time is over: what runs then is cancelled
 * in the database. @throws ModelError M3030 when that was the reason.
 */
export async function withinLimit<T>(
  context: RunContext,
  node: Worked,
  work: (limited: RunContext) => Promise<T>,
): Promise<T> {
  const limit = timeLimit(context, node)
  if (limit === undefined) return work(context)
  const abort = new AbortController()
  const cancel = () => abort.abort()
  let late = false
  const timer = setTimeout(() => {
    late = true
    cancel()
  }, limit)
  context.signal.addEventListener('abort', cancel, { once: true })
  if (context.signal.aborted) cancel()
  try {
    return await work({ ...context, signal: abort.signal })
  } catch (error) {
    if (!late || context.signal.aborted) throw error
    const fields = { node: node.name, seconds: limit / 1000 }
    throw modelError('M3030', fields, { node: node.id, place: node.place, cause: error })
  } finally {
    clearTimeout(timer)
    context.signal.removeEventListener('abort', cancel)
  }
}

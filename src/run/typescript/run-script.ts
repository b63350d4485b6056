/** Runs the code of a model to its end, or until it is stopped: what it yields goes to `take`, one after the other. */
import type { ModelContext, ModelDefinition } from './define-model.ts'

/** Milliseconds that code gets to end by itself once it is stopped. */
const PATIENCE = 1000
/** Things taken before others get a turn: code that never waits must not keep Ctrl-C from being heard. */
const TURN = 1000

/** @throws what the code throws, and the reason of the signal when that is aborted: the code is not waited for then. */
export async function runScript(
  definition: Pick<ModelDefinition, 'rows'>,
  ctx: ModelContext,
  take: (yielded: unknown) => Promise<void>,
): Promise<void> {
  const rows = iterate(definition.rows(ctx))
  const unlessAborted = aborting(ctx.signal)
  let done = false
  try {
    for (let count = 1; ; count++) {
      const next = await unlessAborted.wait(rows.next())
      if (next.done) {
        done = true
        return
      }
      await take(next.value)
      if (count % TURN === 0) await new Promise(resolve => setImmediate(resolve))
    }
  } finally {
    unlessAborted.end()
    if (!done) await ended(rows)
  }
}

type Rows = { next(): Promise<IteratorResult<unknown>>; return?(): Promise<unknown> }

function iterate(given: ReturnType<ModelDefinition['rows']>): Rows {
  if (typeof given === 'object' && given !== null) {
    if (Symbol.asyncIterator in given) return given[Symbol.asyncIterator]() as Rows
    if (Symbol.iterator in given) {
      const rows = given[Symbol.iterator]()
      return {
        next: async () => rows.next(),
        return: async () => rows.return?.(),
      }
    }
  }
  throw new TypeError(
    'rows() gave nothing that can be iterated over; it is async *rows(ctx) { ... }',
  )
}

/** One listener for all rows: Promise.race, or a listener for each, would leave something behind for every one. */
function aborting(signal: AbortSignal) {
  let refuse: ((reason: unknown) => void) | undefined
  const cancel = () => refuse?.(signal.reason)
  signal.addEventListener('abort', cancel, { once: true })
  return {
    wait: <T>(work: Promise<T>): Promise<T> => {
      if (signal.aborted) return Promise.reject(signal.reason)
      return new Promise<T>((resolve, reject) => {
        refuse = reject
        work.then(resolve, reject)
      })
    },
    end: () => signal.removeEventListener('abort', cancel),
  }
}

/** Lets the code clean up; code that hangs is left alone. */
async function ended(rows: Rows): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise(resolve => {
    timer = setTimeout(resolve, PATIENCE)
  })
  // Its own error is not the one to tell.
  const returned = Promise.resolve(rows.return?.()).catch(() => undefined)
  await Promise.race([returned, patience])
  clearTimeout(timer)
}

/**
 * Live progress of a run that another process makes, as server-sent events: the ledger is asked again and again, and what
 * is new is said. Its words are those of runs that this server was asked for.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { nodeLabel } from '../../server/run-queue.ts'
import type { Workspace } from '../../workspace.ts'

/** Milliseconds between two questions. */
const PAUSE = 1000
/** Milliseconds after which a listener has to come again: browsers do so by themselves. */
const LONGEST = 10 * 60_000
const MOST_RESULTS = 100_000

/** The stream; it ends with the run. */
export function ledgerEvents(workspace: Workspace, runId: string): Response {
  const encoder = new TextEncoder()
  const stopping = new AbortController()
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: string, data: object) =>
        controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
      follow(workspace, runId, { send, signal: stopping.signal }).then(
        () => !stopping.signal.aborted && controller.close(),
        error => !stopping.signal.aborted && controller.error(error),
      )
    },
    cancel: () => stopping.abort(),
  })
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  }
  return new Response(stream, { headers })
}

interface Listening {
  readonly send: (event: string, data: object) => void
  readonly signal: AbortSignal
}

async function follow(
  workspace: Workspace,
  runId: string,
  { send, signal }: Listening,
): Promise<void> {
  const log = await workspace.runLog()
  const told = new Map<string, string>()
  for (const until = Date.now() + LONGEST; !signal.aborted && Date.now() < until; ) {
    const run = await log.find(runId)
    for (const result of await workspace.results({ runId, limit: MOST_RESULTS })) {
      if (told.get(result.node) === result.status || signal.aborted) continue
      told.set(result.node, result.status)
      const name = nodeLabel(workspace.manifest, result.node)
      send(result.kind, { name, status: result.status })
    }
    if (signal.aborted) return
    if (run === undefined || run.status !== 'running')
      return send('ended', { run_id: runId, status: run?.status ?? 'error' })
    send('tick', {})
    await delay(PAUSE, undefined, { signal }).catch(ignoreAbort)
  }
}

/** The listener left: the loop sees it. */
function ignoreAbort(error: unknown): void {
  if ((error as Error).name !== 'AbortError') throw error
}

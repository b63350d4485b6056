/** What is said about a run, as server-sent events: all that was said, then what is said, until its end. */
import type { Job, RunMessage } from './run-queue.ts'

/** Milliseconds after which a silent connection is told that it lives, so that no proxy ends it. */
const HEARTBEAT = 15_000

/** The stream of a run. */
export function runEvents(job: Job): Response {
  const encoder = new TextEncoder()
  let stop = (): void => undefined
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let number = 0
      const send = ({ event, data }: RunMessage): void => {
        const text = `id: ${++number}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
        controller.enqueue(encoder.encode(text))
        if (event !== 'ended') return
        stop()
        controller.close()
      }
      const heartbeat = setInterval(
        () => controller.enqueue(encoder.encode(': still here\n\n')),
        HEARTBEAT,
      )
      heartbeat.unref()
      stop = () => {
        clearInterval(heartbeat)
        job.listeners.delete(send)
      }
      for (const message of [...job.messages]) send(message)
      if (job.state !== 'ended') job.listeners.add(send)
    },
    cancel: () => stop(),
  })
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  }
  return new Response(stream, { headers })
}

/** Starts and ends processes that hold a project's embedded database and serve it. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

export interface ServingHolder {
  readonly pid: number
  /** Ends it and waits for its end; its exit code or signal. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string>
}

const started = new Set<ChildProcess>()

afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
})

/** A process that has the database of this project; resolves when it serves. */
export async function startHolder(root: string): Promise<ServingHolder> {
  const script = fileURLToPath(new URL('serving-holder.mjs', import.meta.url))
  const child = fork(script, [root], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  started.add(child)
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  const first = await Promise.race([once(child, 'message'), ended])
  if (first[0] !== 'ready') throw new Error(`the holder ended before it served: ${first.join()}`)
  return {
    pid: child.pid!,
    end: async signal => {
      child.kill(signal)
      const [code, by] = await ended
      started.delete(child)
      return code ?? by!
    },
  }
}

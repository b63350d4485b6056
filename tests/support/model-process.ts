/** The command line in a process of its own, as shipped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly milliseconds: number
}

export interface ModelProcess {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** All that it has said until now. */
  said(): string
}

/** Starts `model` with these words, with the engine compiled as in this process. */
export function startModel(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ModelProcess {
  const flags = process.execArgv.filter(flag => flag === '--liftoff-only')
  const command = [process.env['MODEL_BIN'] ?? 'dist/bin.js', ...words]
  const begin = performance.now()
  const child = spawn(process.execPath, [...flags, ...command], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    return { code, signal, ...texts, milliseconds: performance.now() - begin }
  })
  return { child, ended, said: () => texts.stdout + texts.stderr }
}

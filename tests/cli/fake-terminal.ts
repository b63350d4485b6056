/** A terminal that remembers what was written and plays what is typed. */
import { Readable } from 'node:stream'
import type { OpenWorkspace } from '../../src/cli/command.ts'
import { main } from '../../src/cli/main.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { type FakeOptions, fakeWorkspace, NOW } from './fake-workspace.ts'

export interface Played {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly log: ReturnType<typeof fakeWorkspace>['log']
  /** Exit codes with which the process was left at once. */
  readonly left: readonly number[]
}

export interface PlayOptions extends FakeOptions {
  readonly input?: string
  readonly cwd?: string
  readonly env?: Record<string, string>
  readonly isTerminal?: boolean
  /** Given the function that presses Ctrl-C. */
  readonly onReady?: (interrupt: () => void) => void
  /** Opens instead of the fake workspace. */
  readonly open?: OpenWorkspace
}

/** Plays one command line against the fake workspace. */
export async function play(words: readonly string[], options: PlayOptions = {}): Promise<Played> {
  const written = { out: '', err: '' }
  const listeners = new Set<() => void>()
  const left: number[] = []
  const stream = (name: 'out' | 'err') => ({
    isTerminal: options.isTerminal === true,
    columns: options.isTerminal ? 100 : undefined,
    write: (text: string) => {
      written[name] += text
    },
    drained: async () => undefined,
  })
  const terminal: Terminal = {
    out: stream('out'),
    err: stream('err'),
    input: Readable.from(options.input === undefined ? [] : [options.input]),
    promptOutput: process.stderr,
    env: options.env ?? {},
    cwd: options.cwd ?? '/shop',
    pid: 1,
    isAlive: () => false,
    onReload: () => () => undefined,
    onInterrupt: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    leave: code => left.push(code),
    kill: () => undefined,
  }
  options.onReady?.(() => {
    for (const listener of listeners) listener()
  })
  const fake = fakeWorkspace(options)
  const code = await main(words, {
    terminal,
    version: '0.0.0',
    open: options.open ?? fake.open,
    now: () => NOW,
  })
  return { code, ...written, log: fake.log, left }
}

/** Ctrl-C: the first asks the work to stop, the second leaves at once. */
import { EXIT } from './exit-code.ts'
import type { Printer } from './print/printer.ts'
import type { Terminal } from './terminal.ts'

export interface Interrupts {
  /** From now on the first Ctrl-C aborts this signal instead of leaving. */
  signal(): AbortSignal
  readonly interrupted: boolean
  stop(): void
}

/** Listens for Ctrl-C until stopped. */
export function listenForInterrupts(terminal: Terminal, printer: Printer): Interrupts {
  const controller = new AbortController()
  let polite = false
  const stop = terminal.onInterrupt(() => {
    if (!polite || controller.signal.aborted) return terminal.leave(EXIT.unusable)
    printer.fail('Stopping: what runs is being cancelled. Ctrl-C again leaves at once.')
    controller.abort()
  })
  return {
    signal: () => {
      polite = true
      return controller.signal
    },
    get interrupted() {
      return controller.signal.aborted
    },
    stop,
  }
}

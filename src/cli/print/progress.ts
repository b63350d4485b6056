/** Says what is being waited for when something takes over a second; on a terminal only, and wiped away after. */
import { formatDuration } from './format.ts'
import type { Printer } from './printer.ts'

const DELAY = 1000
const PERIOD = 200

/** Awaits `work`, showing `what` (which may change) and the seconds so far once a second has passed. */
export async function withProgress<T>(
  printer: Printer,
  what: string | (() => string),
  work: () => Promise<T>,
): Promise<T> {
  const { err } = printer
  if (!err.isTerminal || printer.quiet || printer.jsonLog) return work()
  const started = performance.now()
  let shown = false
  const timer = setInterval(() => {
    const elapsed = performance.now() - started
    if (elapsed < DELAY) return
    shown = true
    const text = typeof what === 'string' ? what : what()
    err.write(`\r\u001b[2K${printer.errPaint.dim(`${text} ... ${formatDuration(elapsed)}`)}`)
  }, PERIOD)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    if (shown) err.write('\r\u001b[2K')
  }
}

/** The start of the command line against the start of node itself. */
import { MODEL, medians, millis, run, say } from './measure.mjs'

/** `model ls` of one table of this repository, its cache filled, against `node -e 0`. */
export function start() {
  const found = medians(
    { node: () => run(['-e', '0']), ls: () => run([MODEL, 'ls', '-s', 'customer_metrics']) },
    21,
  )
  const ratio = found.ls / found.node
  say('node -e 0', millis(found.node))
  say('model ls -s customer_metrics, warm', millis(found.ls))
  say('  ratio', ratio.toFixed(2), { text: '<= 3', met: ratio <= 3 })
}

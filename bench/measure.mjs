/** Timing of processes: median of n, whatever is compared run in turns, so that a slow minute hits all of them alike. */
import { spawnSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'

/** The built executable; as in the tests, MODEL_BIN names another. */
export const MODEL =
  process.env.MODEL_BIN ?? fileURLToPath(new URL('../dist/bin.js', import.meta.url))
const USAGE = new URL('./report-usage.mjs', import.meta.url).href

/** Runs node with these words to its end; milliseconds from spawn to exit. */
export function run(words, options = {}) {
  const start = performance.now()
  const ended = spawnSync(process.execPath, words, { encoding: 'utf8', ...options })
  const milliseconds = performance.now() - start
  if (ended.status !== 0) throw new Error(`node ${words.join(' ')}\n${ended.stderr}${ended.stdout}`)
  return milliseconds
}

/** Seconds of processor and megabytes at most of one run. Costs the run a few milliseconds, so it is not timed. */
export function usage(words, options = {}) {
  const stdio = ['ignore', 'ignore', 'inherit', 'pipe']
  const ended = spawnSync(process.execPath, ['--import', USAGE, ...words], {
    encoding: 'utf8',
    stdio,
    ...options,
  })
  if (ended.status !== 0) throw new Error(`node ${words.join(' ')} ended with ${ended.status}`)
  return JSON.parse(ended.output[3])
}

/**
 * Medians of named measurements, each a function that returns milliseconds, called `rounds` times in turns after one
 * call that is not counted.
 */
export function medians(measurements, rounds) {
  return compared(measurements, rounds).times
}

/**
 * The same, and medians of ratios within a round, which a slow minute leaves as they are: `ratios` to the first
 * measurement, `over` by a function of the times of a round.
 */
export function compared(measurements, rounds) {
  const names = Object.keys(measurements)
  const took = () => Object.fromEntries(names.map(name => [name, measurements[name]()]))
  took()
  const all = Array.from({ length: rounds }, took)
  const over = work => median(all.map(work))
  const each = work => Object.fromEntries(names.map(name => [name, over(work(name))]))
  return {
    times: each(name => round => round[name]),
    ratios: each(name => round => round[name] / round[names[0]]),
    over,
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** One line: what, the figure, the aim, whether it is met. */
export function say(what, found, aim) {
  const end = aim === undefined ? '' : `   aim ${aim.text}   ${aim.met ? 'met' : 'MISSED'}`
  console.log(`${what.padEnd(58)} ${found.padStart(10)}${end}`)
}

export const seconds = milliseconds => `${(milliseconds / 1000).toFixed(2)} s`
export const millis = milliseconds => `${milliseconds.toFixed(0)} ms`

/** Others on the machine make figures worthless: says so. */
export function warnWhenBusy() {
  const [load] = loadavg()
  if (load >= 1.5)
    console.log(`The machine is busy (load ${load.toFixed(1)}): do not trust these figures.\n`)
}

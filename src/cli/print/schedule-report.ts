/** What the daemon says: a line for what begins and ends, with its time; what failed below it. */
import type { Manifest } from '../../compile/manifest.ts'
import type { RunEvent } from '../../run/types.ts'
import { CHANGES, type ScheduledRun, type ScheduleEvent } from '../../schedule/types.ts'
import { count, formatAhead, formatDuration, formatTime } from './format.ts'
import type { Printer } from './printer.ts'

/** Failures shown of one run. */
const MOST_FAILURES = 5
/** Next due times shown at the start. */
const MOST_NEXT = 10

/** Prints the events of a daemon. */
export class ScheduleReport {
  readonly #printer: Printer
  readonly #now: () => Date

  constructor(printer: Printer, now: () => Date) {
    this.#printer = printer
    this.#now = now
  }

  take(event: ScheduleEvent): void {
    if (this.#printer.jsonLog) this.#log(event)
    else this.#tell(event)
  }

  /** Runs are reported at their end; in between only with --debug. */
  takeRunEvent(event: RunEvent, manifest: Manifest): void {
    const printer = this.#printer
    if (event.kind === 'waiting') this.#say('', `waiting for ${event.holder}`)
    if (event.kind === 'warning') printer.warn(event.message, event.code)
    if (!printer.debug || event.kind !== 'node finished') return
    const name = manifest.nodes.get(event.result.node)?.name ?? event.result.node
    this.#say('', `  ${name}: ${event.result.status}`)
  }

  #tell(event: ScheduleEvent): void {
    if (event.kind === 'waiting') this.#waiting(event.next)
    else if (event.kind === 'ended') this.#ended(event)
    else if (event.kind === 'trouble') this.#trouble(event)
    else if (event.kind === 'remark') this.#say('', event.text)
    else if (event.kind === 'told') this.#told(event)
    else if (event.kind === 'well again') this.#say('', `${event.doing} works again`)
    else this.#say(event.run.name, runText(event))
  }

  #told(event: Extract<ScheduleEvent, { kind: 'told' }>): void {
    const { webhook, event: what, subject, delivered, attempts, message } = event
    const tries = attempts > 1 ? ` after ${attempts} attempts` : ''
    const text = `told of ${what} of ${subject}${tries}: ${message}`
    if (delivered) this.#say(`webhook ${webhook}`, text)
    else this.#printer.fail(`${this.#time()}  webhook ${webhook}  could not be ${text}`)
  }

  #trouble({ doing, message }: Extract<ScheduleEvent, { kind: 'trouble' }>): void {
    const printer = this.#printer
    const failed = printer.errPaint.yellow(`${doing} failed`)
    printer.fail(`${this.#time()}  ${failed}: ${message} Trying again.`)
  }

  #waiting(next: Extract<ScheduleEvent, { kind: 'waiting' }>['next']): void {
    for (const { name, due } of next.slice(0, MOST_NEXT)) {
      const seconds = (due.getTime() - this.#now().getTime()) / 1000
      this.#say(name, `next at ${formatTime(due.toISOString())}, ${formatAhead(seconds)}`)
    }
    if (next.length > MOST_NEXT)
      this.#say('', `and ${count(next.length - MOST_NEXT, 'more', 'more')}`)
  }

  #ended(event: Extract<ScheduleEvent, { kind: 'ended' }>): void {
    const { run, summary, milliseconds, next } = event
    const printer = this.#printer
    const failed = summary.status === 'error'
    const then = next === undefined ? '' : `; next at ${formatTime(next.toISOString())}`
    const [first] = summary.message.split('\n')
    const text = `${summary.status} in ${formatDuration(milliseconds)}: ${first}${then}`
    if (!failed) {
      this.#say(run.name, text)
      return
    }
    printer.fail(`${this.#time()}  ${run.name}  ${printer.errPaint.red(text)}`)
    // A single one stands in the line above.
    if (summary.failures.length < 2) return
    for (const { node, message } of summary.failures.slice(0, MOST_FAILURES))
      printer.fail(`    ${node}: ${message}`)
    const more = summary.failures.length - MOST_FAILURES
    if (more > 0) printer.fail(`    and ${count(more, 'more failure')}`)
  }

  #say(name: string, text: string): void {
    const printer = this.#printer
    const label = name === '' ? '' : `${printer.paint.bold(name)}  `
    if (!printer.jsonLog) printer.say(`${this.#time()}  ${label}${text}`)
  }

  #time(): string {
    return formatTime(this.#now().toISOString())
  }

  #log(event: ScheduleEvent): void {
    const { kind, ...fields } = event
    const bad =
      kind === 'trouble' ||
      (event.kind === 'told' && !event.delivered) ||
      (event.kind === 'ended' && event.summary.status === 'error')
    this.#printer.log(bad ? 'error' : 'info', `schedule ${kind}`, fields)
  }
}

function runText({ kind, run }: Extract<ScheduleEvent, { kind: 'started' | 'skipped' | 'taken' }>) {
  if (kind === 'started') return `${run.command}${selectText(run)}: ${why(run)}`
  if (kind === 'skipped') return `left out: ${why(run)} (missed: skip)`
  return `another process has it, due ${formatTime(run.due.toISOString())}`
}

function selectText({ select }: ScheduledRun): string {
  return select.length === 0 ? '' : ` ${select.join(' ')}`
}

function why({ name, reason, count: times, due }: ScheduledRun): string {
  if (name === CHANGES)
    return times === 0 ? 'what changed before' : `${count(times, 'change')} of sources`
  const at = formatTime(due.toISOString())
  if (reason === 'asked') return 'asked for'
  if (reason === 'missed')
    return times > 1 ? `${count(times, 'due time')} missed, the last ${at}` : `missed at ${at}`
  return times > 1 ? `due at ${at}, which stands for ${times} due times` : `due at ${at}`
}

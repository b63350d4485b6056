/** Says how far a CI run is: its run as any run is said, then what is compared and dropped. */
import type { CiEvent } from '../../workspace.ts'
import { count } from '../print/format.ts'
import type { Printer } from '../print/printer.ts'
import { RunReport } from '../print/run/run-report.ts'
import { warnUnmatched } from '../unmatched.ts'

type EventOf<K extends CiEvent['kind']> = Extract<CiEvent, { kind: K }>

/** Takes the events of one CI run in order. */
export class CiProgress {
  readonly #printer: Printer
  #run: RunReport | undefined

  constructor(printer: Printer) {
    this.#printer = printer
  }

  /** Awaits `work`; closes what is shown of the run, however it ends. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      this.#endRun()
    }
  }

  take(event: CiEvent): void {
    if (event.kind !== 'run') this.#endRun()
    if (event.kind === 'opened') this.#opened(event)
    else if (event.kind === 'run') this.#run?.take(event.event)
    else if (event.kind === 'comparing') this.#comparing(event)
    else this.#dropped(event)
  }

  #endRun(): void {
    this.#run?.close()
    this.#run = undefined
  }

  #opened({ manifest, against, prefix, asOf, unmatched }: EventOf<'opened'>): void {
    warnUnmatched({ printer: this.#printer }, { manifest }, unmatched)
    const { target } = manifest.project
    this.#run = new RunReport(this.#printer, manifest, { command: 'refresh' })
    if (this.#printer.jsonLog) {
      this.#printer.log('info', 'ci', { target: target.name, against, prefix, asOf })
      return
    }
    const { bold } = this.#printer.paint
    this.#printer.say(
      `CI of ${manifest.project.name}: what differs from target ${bold(against)} is built in target ${bold(target.name)} under ${bold(prefix)}, as of ${asOf}.`,
    )
  }

  #comparing({ name, index, total }: EventOf<'comparing'>): void {
    if (this.#printer.jsonLog) this.#printer.log('info', 'comparing', { name, index, total })
    else if (index === 1) this.#printer.say(`Comparing ${count(total, 'relation')}.`)
  }

  #dropped({ environment, own, remaining }: EventOf<'dropped'>): void {
    const printer = this.#printer
    for (const { name, problem } of remaining) printer.warn(`${name} stays: ${problem}`)
    const gone = remaining.length === 0
    if (printer.jsonLog) printer.log('info', 'environment dropped', { environment, own, gone })
    else if (gone && own) printer.say(`Dropped everything under ${environment}.`)
    else if (gone) printer.say(`Dropped what an earlier CI run left under ${environment}.`)
  }
}

/** Prints what `model watch` does: what was saved, the run that follows, what came of it. */
import type { WatchEvent } from '../../workspace.ts'
import { fileReader, printError } from './error.ts'
import { count, formatDuration } from './format.ts'
import type { Printer } from './printer.ts'
import type { FailureView } from './run/failures.ts'
import { RunReport } from './run/run-report.ts'
import { printTroubles } from './run/summary.ts'
import { countResults, doneLine } from './run/totals.ts'

/** Files that are named one by one. */
const NAMED = 3

type EventOf<K extends WatchEvent['kind']> = Extract<WatchEvent, { kind: K }>

/** Takes the events in order; {@link close} ends the lines of a build that goes on. */
export class WatchReport {
  readonly #printer: Printer
  readonly #root: string | undefined
  readonly #now: () => Date
  #run: RunReport | undefined
  #lastProblem = ''

  constructor(printer: Printer, root: string | undefined, now: () => Date) {
    this.#printer = printer
    this.#root = root
    this.#now = now
  }

  take(event: WatchEvent): void {
    if (event.kind === 'run') this.#run?.take(event.event)
    else if (this.#printer.jsonLog) this.#log(event)
    else this.#print(event)
  }

  close(): void {
    this.#run?.close()
    this.#run = undefined
  }

  #print(event: Exclude<WatchEvent, { kind: 'run' }>): void {
    switch (event.kind) {
      case 'watching':
        this.#printer.say(
          `Watching ${count(event.nodes, 'node')}. Save a file to build it; Ctrl-C ends.`,
        )
        break
      case 'saved':
        this.#printer.say(`\n${this.#printer.paint.bold(this.#time())} ${names(event.files)}`)
        break
      case 'problem':
        this.#problem(event)
        break
      case 'removed':
        this.#printer.say(
          `No longer in the project: ${names(event.names)}. What was built of it stays until model gc drops it.`,
        )
        break
      case 'nothing to build':
        this.#printer.say('Nothing to build: what stands is of this definition.')
        break
      case 'overtaken':
        // What it still says of its nodes is no news.
        this.close()
        this.#printer.say('Overtaken by a later save: what runs is being cancelled.')
        break
      case 'building':
        this.#begin(event)
        break
      case 'built':
        this.#built(event)
    }
  }

  /** Files are saved one by one while a person mends something in several: the same is not said at each of them. */
  #problem({ error }: EventOf<'problem'>): void {
    this.close()
    const text = printError(error, this.#view())
    if (text === this.#lastProblem) {
      this.#printer.say('Still the same; watching goes on.')
    } else {
      this.#printer.fail(text)
      this.#printer.say('Nothing was built; watching goes on.')
    }
    this.#lastProblem = text
  }

  #begin({ workspace }: EventOf<'building'>): void {
    this.close()
    this.#lastProblem = ''
    this.#run = new RunReport(this.#printer, workspace.manifest, { command: 'build', brief: true })
  }

  #built({ workspace, outcome, since }: EventOf<'built'>): void {
    this.close()
    const { paint } = this.#printer
    const troubles = printTroubles(outcome, { ...this.#view(), manifest: workspace.manifest })
    if (troubles !== '') this.#printer.say(`\n${troubles}\n`)
    const well = outcome.status === 'success' || outcome.status === 'no-op'
    const after = `${formatDuration(since)} after the save.`
    const line = `${doneLine(countResults(outcome))} ${after}`
    this.#printer.say(well ? paint.green(line) : paint.red(line))
  }

  #view(): Omit<FailureView, 'manifest'> {
    const { paint, debug, talk } = this.#printer
    return { paint, debug, readFile: fileReader(this.#root), width: talk.columns }
  }

  #time(): string {
    return this.#now().toTimeString().slice(0, 8)
  }

  #log(event: Exclude<WatchEvent, { kind: 'run' }>): void {
    const { kind } = event
    if (event.kind === 'building') {
      this.#begin(event)
      this.#printer.log('info', kind, { ids: event.ids })
    } else if (event.kind === 'built') {
      this.close()
      const { runId, status, published, held } = event.outcome
      const fields = { runId, status, published, held, milliseconds: Math.round(event.since) }
      this.#printer.log(status === 'error' ? 'error' : 'info', kind, fields)
    } else if (event.kind === 'problem') {
      this.#printer.log('error', kind, { message: event.error.message })
    } else {
      const { kind: _, ...fields } = event
      this.#printer.log('info', kind, fields)
    }
  }
}

function names(all: readonly string[]): string {
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : ''
  return `${all.slice(0, NAMED).join(', ')}${more}`
}

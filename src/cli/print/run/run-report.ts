/** Prints a run while it goes: a line per node in a pipe, a live block besides on a terminal, objects for programs. */
import type { Manifest } from '../../../compile/manifest.ts'
import type { CheckResult } from '../../../plan/types.ts'
import type { RunEvent } from '../../../run/types.ts'
import { displayRelation } from '../../../sql/relation.ts'
import { count, formatDuration, formatTime } from '../format.ts'
import type { Printer } from '../printer.ts'
import { checkedNode, displayNode, kindWords, workWords } from './labels.ts'
import { LiveBlock } from './live-block.ts'
import { type CheckCounts, checkLine, endLine, NO_CHECKS, startLine } from './node-lines.ts'
import { progressWords } from './progress-words.ts'

/** Milliseconds between two lines of a node's progress in a pipe. */
const TELLING = 10_000
/** Cells of a line where nobody says how wide the output is. */
const PIPE_WIDTH = 100
const WIDEST = 120

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>

/** Takes the events of one run in order; {@link close} ends the live block. */
export class RunReport {
  readonly #printer: Printer
  readonly #manifest: Manifest
  readonly #command: string
  readonly #brief: boolean
  readonly #live: LiveBlock | undefined
  readonly #checks = new Map<string, CheckCounts>()
  /** Milliseconds of its own time at which a node's progress was last told. */
  readonly #told = new Map<string, number>()
  #nodesDone = 0
  #checksDone = 0
  #testTotal = 0
  #phase = ''

  /** `brief`: no headings and no start lines, for runs of a node or two. */
  constructor(
    printer: Printer,
    manifest: Manifest,
    { command, brief = false }: { readonly command: string; readonly brief?: boolean },
  ) {
    this.#printer = printer
    this.#manifest = manifest
    this.#command = command
    this.#brief = brief
    if (printer.talk.isTerminal && !printer.quiet && !printer.jsonLog && !printer.dumb) {
      this.#live = new LiveBlock(printer.talk, printer.paint)
      printer.attach(this.#live)
    }
  }

  /** Prints one event. */
  take(event: RunEvent): void {
    if (this.#printer.jsonLog) this.#log(event)
    else this.#print(event)
  }

  close(): void {
    this.#printer.attach(undefined)
    this.#live?.close()
  }

  #print(event: RunEvent): void {
    switch (event.kind) {
      case 'waiting':
        this.#printer.say(`Waiting for ${event.holder} ...`)
        break
      case 'run started':
        this.#runStarted(event)
        break
      case 'recovered':
        this.#printer.say(
          `Dropped ${count(event.orphans.length, 'relation')} that an earlier run left on its stage.`,
        )
        break
      case 'node started':
        this.#nodeStarted(event)
        break
      case 'node finished':
        this.#nodeFinished(event)
        break
      case 'node progress':
        this.#nodeProgress(event)
        break
      case 'note':
        this.#printer.say(event.message)
        break
      case 'check finished':
        this.#checkFinished(event)
        break
      case 'publishing':
        this.#publishing(event)
        break
      case 'published':
        this.#published(event)
        break
      case 'warning':
        this.#printer.warn(event.message, event.code)
    }
  }

  #runStarted(event: EventOf<'run started'>): void {
    this.#testTotal = event.tests
    const parts = [
      event.seeds > 0 ? count(event.seeds, 'seed') : '',
      event.models > 0 ? count(event.models, 'model') : '',
      event.tests > 0 ? count(event.tests, 'test') : '',
      event.sources > 0 ? count(event.sources, 'source') : '',
      count(event.threads, 'thread'),
      `as of ${formatTime(event.asOf)}`,
    ]
    if (!this.#brief) this.#printer.say(parts.filter(each => each !== '').join(', '))
    this.#live?.progress(0, event.total)
  }

  #nodeStarted(event: EventOf<'node started'>): void {
    this.#enter(this.#command === 'test' ? 'Checking' : 'Staging')
    const words = this.#words(event.node, event.materialized)
    if (this.#live === undefined) {
      if (!this.#brief) this.#printer.say(startLine(event, words, this.#lines()))
    } else this.#live.started(event.node, `${words.kind} ${words.name}`)
  }

  /** On a terminal the running line says it; in a pipe a line now and then. */
  #nodeProgress(event: EventOf<'node progress'>): void {
    const name = displayNode(this.#manifest, event.node)
    const text = `${name}: ${progressWords(event)}`
    this.#live?.renamed(event.node, text)
    const told = this.#told.get(event.node) ?? 0
    if (this.#live !== undefined || event.duration - told < TELLING) return
    this.#told.set(event.node, event.duration)
    this.#printer.say(`  ${text}`)
  }

  #nodeFinished(event: EventOf<'node finished'>): void {
    const { result, materialized } = event
    const words = this.#words(result.node, materialized)
    const checks = this.#checks.get(result.node) ?? NO_CHECKS
    this.#live?.finished(result.node)
    this.#live?.progress(++this.#nodesDone, event.total)
    this.#printer.say(endLine({ position: event, words, result, checks }, this.#lines()))
  }

  #checkFinished({ result, over }: EventOf<'check finished'>): void {
    this.#checksDone++
    this.#countCheck(result, over)
    this.#live?.finished(result.node)
    const alone = this.#command === 'test'
    if (alone) this.#enter('Checking')
    const calm = result.status === 'pass' || result.status === 'skipped'
    if (calm && !alone && !this.#printer.debug) return
    const position = alone ? { index: this.#checksDone, total: this.#testTotal } : undefined
    if (alone) this.#live?.progress(this.#checksDone, this.#testTotal)
    const name = displayNode(this.#manifest, result.node)
    this.#printer.say(checkLine({ position, name }, result, this.#lines()))
  }

  #countCheck({ node, status }: CheckResult, over: readonly string[]): void {
    const about = over.length === 1 ? over[0] : checkedNode(this.#manifest, node)
    if (about === undefined || status === 'skipped') return
    const before = this.#checks.get(about) ?? NO_CHECKS
    const kind = status === 'pass' || status === 'warn' ? status : 'fail'
    this.#checks.set(about, { ...before, [kind]: before[kind] + 1 })
  }

  #publishing(event: EventOf<'publishing'>): void {
    this.#enter('Publishing')
    this.#live?.phase(`publishing ${count(event.nodes.length, 'relation')}`)
  }

  #published(event: EventOf<'published'>): void {
    const { nodes, repointed, inPlace, duration } = event
    this.#live?.phase('')
    const what = nodes.length === 1 ? displayNode(this.#manifest, nodes[0]!) : undefined
    if (this.#brief && inPlace.length + repointed.length === 0) return
    this.#printer.say(
      `${this.#printer.paint.green('Published')} ${what ?? count(nodes.length, 'relation')} at one moment in ${formatDuration(duration)}`,
    )
    for (const { relation, reason } of inPlace) {
      this.#printer.say(
        `Replaced the rows of ${displayRelation(relation)} in place: ${reason.text}`,
      )
    }
    if (repointed.length > 0) {
      const views = repointed.slice(0, 12).map(displayRelation).join(', ')
      const more = repointed.length > 12 ? ` and ${repointed.length - 12} more` : ''
      this.#printer.say(`Re-pointed ${count(repointed.length, 'view')} at them: ${views}${more}`)
    }
  }

  /** A heading when a phase begins; phases of runs that publish each node alternate, then once is enough. */
  #enter(phase: 'Staging' | 'Checking' | 'Publishing'): void {
    if (this.#phase === phase || this.#phase === 'Publishing') return
    this.#phase = phase
    if (this.#brief) return
    const { bold, dim } = this.#printer.paint
    const note = phase === 'Staging' ? dim(' (readers see the relations of before)') : ''
    this.#printer.say(`\n${bold(phase)}${note}`)
  }

  #words(id: string, materialized: string) {
    const node = this.#manifest.nodes.get(id)
    return {
      name: displayNode(this.#manifest, id),
      kind: kindWords(node, materialized),
      work: workWords(node, this.#command),
    }
  }

  #lines() {
    const width = Math.min(this.#printer.talk.columns ?? PIPE_WIDTH, WIDEST)
    return { paint: this.#printer.paint, width }
  }

  #log(event: RunEvent): void {
    const { kind, ...fields } = event
    const failed =
      event.kind === 'node finished' || event.kind === 'check finished'
        ? ['error', 'fail'].includes(event.result.status)
        : false
    const level = failed ? 'error' : kind === 'warning' ? 'warn' : 'info'
    this.#printer.log(level, kind, fields)
  }
}

/** Which thread built what and when, as blocks in lanes: what a page draws. Pure. */

/** A result as the ledger has it, as far as it counts here. */
export interface PlacedResult {
  readonly node: string
  readonly kind: 'node' | 'check'
  readonly status: string
  readonly startedAt: string
  readonly seconds: number
  /** Of the thread, from 1; 0 for what no thread worked on. */
  readonly thread: number
}

/** Work without a pause: a stage, or checks that were one statement. */
export interface TimelineBlock {
  readonly kind: 'stage' | 'checks'
  /** One for a stage. */
  readonly nodes: readonly string[]
  /** The worst of its results. */
  readonly status: string
  /** Seconds since the run began. */
  readonly start: number
  readonly end: number
}

export interface TimelineLane {
  readonly thread: number
  /** In order of their start. */
  readonly blocks: readonly TimelineBlock[]
}

export interface Timeline {
  readonly lanes: readonly TimelineLane[]
  /** Seconds from the beginning of the run to its end, or to the last that is known of it. */
  readonly seconds: number
  /** Seconds in which no thread worked: planning, waiting, publication. */
  readonly idle: number
}

/** The lanes of a run. Without an end it is drawn as far as its results go, or to `until`. */
export function runTimeline(
  results: readonly PlacedResult[],
  run: { readonly startedAt: string; readonly endedAt: string | null; readonly until?: Date },
): Timeline {
  const began = Date.parse(run.startedAt)
  const lanes = new Map<number, TimelineBlock[]>()
  for (const [thread, group] of groupedByThread(results)) {
    lanes.set(thread, blocksOf(group, began))
  }
  const blocks = [...lanes.values()].flat()
  const last = Math.max(0, ...blocks.map(({ end }) => end))
  const ended = run.endedAt === null ? run.until?.getTime() : Date.parse(run.endedAt)
  const seconds = Math.max(last, ended === undefined ? 0 : (ended - began) / 1000)
  return {
    lanes: [...lanes].sort(([a], [b]) => a - b).map(([thread, own]) => ({ thread, blocks: own })),
    seconds,
    idle: Math.max(0, seconds - covered(blocks)),
  }
}

function groupedByThread(
  results: readonly PlacedResult[],
): ReadonlyMap<number, readonly PlacedResult[]> {
  const threads = new Map<number, PlacedResult[]>()
  for (const result of results) {
    if (result.thread < 1) continue
    const group = threads.get(result.thread)
    if (group === undefined) threads.set(result.thread, [result])
    else group.push(result)
  }
  return threads
}

/** Checks that began at one moment on one thread were one statement, each with its share of the time. */
function blocksOf(results: readonly PlacedResult[], began: number): TimelineBlock[] {
  const blocks: TimelineBlock[] = []
  const checks = new Map<string, PlacedResult[]>()
  for (const result of results) {
    if (result.kind === 'node') blocks.push(blockOf('stage', [result], began))
    else checks.set(result.startedAt, [...(checks.get(result.startedAt) ?? []), result])
  }
  for (const group of checks.values()) blocks.push(blockOf('checks', group, began))
  return blocks.sort((a, b) => a.start - b.start || a.end - b.end)
}

function blockOf(
  kind: TimelineBlock['kind'],
  results: readonly PlacedResult[],
  began: number,
): TimelineBlock {
  const start = Math.max(0, (Date.parse(results[0]!.startedAt) - began) / 1000)
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0)
  const nodes = results.map(({ node }) => node)
  return { kind, nodes, status: worst(results), start, end: start + seconds }
}

/** From bad to good; what is not named here is good. */
const WORST_FIRST = ['error', 'fail', 'interrupted', 'held', 'warn', 'skipped', 'staged']

function worst(results: readonly PlacedResult[]): string {
  const rank = ({ status }: PlacedResult) => {
    const at = WORST_FIRST.indexOf(status)
    return at < 0 ? WORST_FIRST.length : at
  }
  return results.toSorted((a, b) => rank(a) - rank(b))[0]!.status
}

/** Seconds in which at least one block goes on. */
function covered(blocks: readonly TimelineBlock[]): number {
  let seconds = 0
  let reached = 0
  for (const { start, end } of blocks.toSorted((a, b) => a.start - b.start)) {
    seconds += Math.max(0, end - Math.max(start, reached))
    reached = Math.max(reached, end)
  }
  return seconds
}

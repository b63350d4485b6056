/**
 * The scheduler: looks what is due, claims it, has it run, one run at a time, and goes on whatever fails. It knows no
 * project, no database and no clock but those that it is given.
 *
 * Of the due times of a schedule that pass while something else runs, or while nothing was awake, the newest stands for
 * all. So a run is late at times, and none is made twice.
 */
import type { Schedule } from '../project/types.ts'
import type { ScheduleClaim, ScheduleEntry, ScheduleLog } from '../state/schedule-log.ts'
import type { Clock } from './clock.ts'
import { type DueTimes, dueTimes } from './due-times.ts'
import { startTime } from './jitter.ts'
import { Persistence } from './persistence.ts'
import { CHANGES, type RunSummary, type ScheduledRun, type ScheduleEvent } from './types.ts'

/** Milliseconds between two looks at project.yml and the ledger. */
const LOOK = 10_000
/** Oversleeping by so much means that the machine slept, and what was due then was missed. */
const OVERSLEPT = 30_000
/** Milliseconds until a failed refresh of changes is tried again, growing by two each time up to the second number. */
const AGAIN = [30_000, 900_000] as const
/** Milliseconds after the first change of a source in which more are waited for. */
const GATHER = 500

/** What a scheduler works with. */
export interface SchedulerParts {
  readonly clock: Clock
  readonly log: ScheduleLog
  /** Names this process in its claims. */
  readonly daemon: string
  /** Those that are in force now; asked again and again. */
  readonly schedules: () => Promise<readonly Schedule[]>
  readonly run: (run: ScheduledRun) => Promise<RunSummary>
  readonly emit: (event: ScheduleEvent) => void
  /** Called after each run that was not interrupted. */
  readonly afterRun?: (run: ScheduledRun, summary: RunSummary) => void
  readonly signal: AbortSignal
}

/** A schedule and how far it is looked after. */
interface Kept {
  readonly schedule: Schedule
  readonly times: DueTimes
  /** The newest due time that was seen. */
  from: Date
  /** The one after it. */
  next: Date | undefined
}

interface Pending {
  readonly schedule: Schedule
  readonly due: Date
  readonly attempt: number
  readonly missed: boolean
  readonly count: number
  readonly startAt: Date
}

/** Changes that nobody has run for yet. */
interface Changed {
  readonly select: ReadonlySet<string>
  readonly count: number
  readonly startAt: Date
}

/** Cron and time zone: when they change, what was missed under the old ones is no matter. */
export const timingOf = ({ cron, timezone }: Pick<Schedule, 'cron' | 'timezone'>) =>
  `${cron} ${timezone}`

/** Lives until its signal is aborted. */
export class Scheduler {
  readonly #parts: SchedulerParts
  readonly #persistence: Persistence
  readonly #kept = new Map<string, Kept>()
  readonly #pending = new Map<string, Pending>()
  #changed: Changed | undefined
  #failedRefreshes = 0
  #working: { readonly name: string; readonly done: Promise<void> } | undefined
  /** What was due before was due while nothing was awake. */
  #awakeSince: Date
  #nextLook = new Date(0)
  #wake = new AbortController()

  constructor(parts: SchedulerParts) {
    this.#parts = parts
    this.#persistence = new Persistence(parts)
    parts.signal.addEventListener('abort', () => this.#wake.abort(), { once: true })
    this.#awakeSince = parts.clock.now()
  }

  /** Works until the signal is aborted; what runs then is awaited. Never rejects for what a run or the ledger does. */
  async run(): Promise<void> {
    const { signal } = this.#parts
    while (!signal.aborted) {
      await this.#look()
      this.#findDue()
      this.#begin()
      await this.#rest()
    }
    await this.#working?.done
  }

  /** Sources changed so many times (`select`: what chooses all that depends on them); it is run for soon. */
  changed(select: readonly string[], count = 1): void {
    this.#gather(select, { count, pause: GATHER })
  }

  #gather(
    select: Iterable<string>,
    { count, pause }: { readonly count: number; readonly pause: number },
  ): void {
    const startAt = new Date(this.#parts.clock.now().getTime() + pause)
    const known = this.#changed
    const sooner = known !== undefined && known.startAt < startAt ? known.startAt : startAt
    this.#changed = {
      select: new Set([...(known?.select ?? []), ...select]),
      count: (known?.count ?? 0) + count,
      startAt: sooner,
    }
    this.#wake.abort()
  }

  /** Reads what is in force, and what others have done since. */
  async #look(): Promise<void> {
    const { clock, schedules, log } = this.#parts
    if (clock.now() < this.#nextLook) return
    const read = await this.#persistence.once('reading the project', schedules)
    await this.#persistence.once('asking the ledger', async () => {
      if (this.#working !== undefined) await log.beat()
      const names = (read ?? []).map(({ name }) => name)
      const entries = await log.latest([...new Set([...names, ...this.#kept.keys()])])
      if (read !== undefined) await this.#keep(read, entries)
      for (const { schedule } of this.#kept.values()) this.#adopt(schedule, entries)
    })
    this.#nextLook = new Date(clock.now().getTime() + LOOK)
  }

  async #keep(
    schedules: readonly Schedule[],
    entries: ReadonlyMap<string, ScheduleEntry>,
  ): Promise<void> {
    const news = schedules.filter(each => !this.#isKept(each))
    const gone = [...this.#kept.keys()].filter(name => !schedules.some(each => each.name === name))
    for (const name of gone) this.#forget(name)
    for (const schedule of news) {
      const times = await dueTimes(schedule.cron, schedule.timezone)
      const from = await this.#startOf(schedule, entries.get(schedule.name))
      this.#forget(schedule.name)
      this.#kept.set(schedule.name, { schedule, times, from, next: times.next(from) })
    }
    if (news.length > 0 || gone.length > 0)
      this.#parts.emit({ kind: 'waiting', next: this.#next() })
  }

  #isKept(schedule: Schedule): boolean {
    const kept = this.#kept.get(schedule.name)
    return kept !== undefined && JSON.stringify(kept.schedule) === JSON.stringify(schedule)
  }

  #forget(name: string): void {
    this.#kept.delete(name)
    this.#pending.delete(name)
  }

  /** From which moment on its due times count: the last one that was claimed, or now. */
  async #startOf(schedule: Schedule, entry: ScheduleEntry | undefined): Promise<Date> {
    const timing = timingOf(schedule)
    if (entry?.timing === timing) return entry.dueAt
    const { log, clock } = this.#parts
    const dueAt = clock.now()
    const { name } = schedule
    await log.claim({ schedule: name, dueAt, attempt: 1, reason: 'set', timing, dueTimes: 0 })
    return dueAt
  }

  /** Follows what another daemon has claimed, and takes over what a dead one left. */
  #adopt(schedule: Schedule, entries: ReadonlyMap<string, ScheduleEntry>): void {
    const { name } = schedule
    const entry = entries.get(name)
    const kept = this.#kept.get(name)!
    if (entry === undefined || entry.reason === 'set') return
    if (entry.dueAt > kept.from) seen(kept, entry.dueAt)
    const left = entry.status === 'interrupted' || (entry.status === null && !entry.alive)
    const ours = entry.daemon === this.#parts.daemon && this.#working?.name === name
    if (!left || ours || this.#pending.has(name)) return
    this.#pending.set(name, {
      schedule,
      due: entry.dueAt,
      attempt: entry.attempt + 1,
      missed: true,
      count: Math.max(1, entry.dueTimes),
      startAt: entry.dueAt,
    })
  }

  #findDue(): void {
    const now = this.#parts.clock.now()
    for (const kept of this.#kept.values()) {
      const found = isDue(kept, now) ? kept.times.latest(kept.from, now) : undefined
      if (found === undefined) continue
      const { due, count } = found
      const { schedule } = kept
      seen(kept, due)
      const earlier = this.#pending.get(schedule.name)?.count ?? 0
      this.#pending.set(schedule.name, {
        schedule,
        due,
        attempt: 1,
        missed: due < this.#awakeSince,
        count: count + earlier,
        startAt: startTime(schedule, due),
      })
    }
  }

  /** Begins the next run when none is going on. */
  #begin(): void {
    if (this.#working !== undefined) return
    const now = this.#parts.clock.now()
    const ready = [...this.#pending.values()].filter(({ startAt }) => startAt <= now)
    const [first] = ready.sort((a, b) => a.due.getTime() - b.due.getTime())
    if (first !== undefined) {
      this.#pending.delete(first.schedule.name)
      this.#work(first.schedule.name, this.#perform(first))
    } else if (this.#changed !== undefined && this.#changed.startAt <= now) {
      const changed = this.#changed
      this.#changed = undefined
      this.#work(CHANGES, this.#refresh(changed))
    }
  }

  #work(name: string, work: Promise<void>): void {
    const done = work.finally(() => {
      this.#working = undefined
      this.#wake.abort()
    })
    this.#working = { name, done }
  }

  /** Claims a due time, runs it, writes how it ended. */
  async #perform(pending: Pending): Promise<void> {
    const { log, emit } = this.#parts
    const { schedule, due, attempt, count } = pending
    const { name, command, select, exclude, vars } = schedule
    const reason = pending.missed ? 'missed' : 'due'
    const run: ScheduledRun = { name, reason, due, count, command, select, exclude, vars }
    const timing = timingOf(schedule)
    const claim: ScheduleClaim = {
      schedule: name,
      dueAt: due,
      attempt,
      reason,
      timing,
      dueTimes: count,
    }
    const isOutdone = () => this.#pending.has(name)
    const doing = 'claiming a due time'
    const claimed = await this.#persistence.until(doing, () => log.claim(claim), isOutdone)
    if (claimed === undefined) {
      const newer = this.#pending.get(name)
      if (newer !== undefined) this.#pending.set(name, { ...newer, count: newer.count + count })
      return
    }
    if (!claimed) return emit({ kind: 'taken', run })
    if (pending.missed && schedule.missed === 'skip') {
      emit({ kind: 'skipped', run })
      const end = { status: 'skipped', runId: null, message: 'missed' } as const
      await this.#persistence.until('writing the ledger', () => log.end(claim, end))
      return
    }
    const { status, runId, message } = await this.#execute(run)
    const end = { status, runId, message }
    await this.#persistence.until('writing the ledger', () => log.end(claim, end))
  }

  async #refresh({ select, count }: Changed): Promise<void> {
    const due = this.#parts.clock.now()
    const what = { command: 'refresh', select: [...select].sort(), exclude: [], vars: {} } as const
    const { status } = await this.#execute({ name: CHANGES, reason: 'change', due, count, ...what })
    if (status === 'success' || status === 'no-op') this.#failedRefreshes = 0
    if (status !== 'error') return
    const pause = Math.min(AGAIN[0] * 2 ** this.#failedRefreshes++, AGAIN[1])
    this.#gather(select, { count, pause })
  }

  async #execute(run: ScheduledRun): Promise<RunSummary> {
    const { clock, emit, afterRun } = this.#parts
    emit({ kind: 'started', run })
    const begin = clock.now().getTime()
    const summary = await this.#parts.run(run).catch(failed)
    const milliseconds = clock.now().getTime() - begin
    const next = this.#kept.get(run.name)?.times.next(clock.now())
    emit({ kind: 'ended', run, summary, milliseconds, next })
    if (summary.status !== 'interrupted') afterRun?.(run, summary)
    return summary
  }

  #next() {
    const now = this.#parts.clock.now()
    return [...this.#kept.values()]
      .map(({ schedule, times }) => ({ name: schedule.name, due: times.next(now) }))
      .filter((each): each is { name: string; due: Date } => each.due !== undefined)
      .sort((a, b) => a.due.getTime() - b.due.getTime())
  }

  /** Until there may be something to do. A sleep that was much too long was the machine's. */
  async #rest(): Promise<void> {
    const { clock } = this.#parts
    const begin = clock.now()
    const times = [this.#nextLook]
    for (const { next } of this.#kept.values()) if (next !== undefined) times.push(next)
    if (this.#working === undefined) {
      for (const { startAt } of this.#pending.values()) times.push(startAt)
      if (this.#changed !== undefined) times.push(this.#changed.startAt)
    }
    const until = new Date(Math.min(...times.map(time => time.getTime())))
    await clock.sleepUntil(until, this.#wake.signal)
    this.#wake = new AbortController()
    const expected = Math.max(until.getTime(), begin.getTime())
    const now = clock.now()
    if (now.getTime() - expected > OVERSLEPT) this.#awakeSince = now
  }
}

const isDue = ({ next }: Kept, now: Date) => next !== undefined && next <= now

function seen(kept: Kept, due: Date): void {
  kept.from = due
  kept.next = kept.times.next(due)
}

/** A run that could not even begin. */
function failed(error: unknown): RunSummary {
  const message = error instanceof Error ? error.message : String(error)
  return { status: 'error', runId: null, message, failures: [] }
}

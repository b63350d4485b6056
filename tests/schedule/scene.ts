/** A scheduler on a fake clock, with a ledger in memory and runs that the test controls. */
import { afterEach } from 'vitest'
// Loaded lazily elsewhere; here its loading would be waited for by nobody.
import 'croner'
import type { Schedule } from '../../src/project/types.ts'
import { Scheduler, type SchedulerParts } from '../../src/schedule/scheduler.ts'
import type { RunSummary, ScheduledRun, ScheduleEvent } from '../../src/schedule/types.ts'
import type { ScheduleEntry, ScheduleLog } from '../../src/state/schedule-log.ts'
import { type FakeClock, settled } from './fake-clock.ts'

/** A schedule with what a test says of it. */
export function schedule(given: Partial<Schedule> = {}): Schedule {
  return {
    name: 'nightly',
    cron: '30 2 * * *',
    timezone: 'Europe/Paris',
    command: 'refresh',
    select: [],
    exclude: [],
    vars: {},
    missed: 'once',
    jitter: 0,
    enabled: true,
    targets: [],
    place: { file: 'project.yml', line: 1, column: 1 },
    ...given,
  }
}

/** The rows of a ledger, which daemons share. */
export type Rows = Map<string, ScheduleEntry>

/** The ledger of a daemon, on rows in memory. */
export function memoryLog(rows: Rows, daemon: string, dead: ReadonlySet<string>): ScheduleLog {
  const key = (name: string, due: Date, attempt: number) =>
    `${name} ${due.toISOString()} ${attempt}`
  return {
    latest: async names => {
      const newest = new Map<string, ScheduleEntry>()
      for (const row of [...rows.values()].filter(each => names.includes(each.schedule))) {
        const known = newest.get(row.schedule)
        const later = known === undefined || row.dueAt > known.dueAt
        if (later || (+row.dueAt === +known.dueAt && row.attempt > known.attempt))
          newest.set(row.schedule, { ...row, alive: !dead.has(row.daemon) })
      }
      return newest
    },
    claim: async claim => {
      const at = key(claim.schedule, claim.dueAt, claim.attempt)
      const others = [...rows.values()].filter(row => row.schedule === claim.schedule)
      if (rows.has(at) || others.some(row => row.dueAt > claim.dueAt)) return false
      const open = { status: null, endedAt: null, runId: null, message: null, alive: true }
      const who = { daemon, claimedAt: claim.dueAt, processId: null, host: null }
      rows.set(at, { ...claim, ...who, ...open })
      return true
    },
    end: async (claim, end) => {
      const at = key(claim.schedule, claim.dueAt, claim.attempt)
      rows.set(at, { ...rows.get(at)!, ...end, endedAt: claim.dueAt })
    },
    beat: async () => undefined,
  }
}

const SUCCESS: RunSummary = { status: 'success', runId: 'r', message: '1 built', failures: [] }

export interface Daemon {
  readonly scheduler: Scheduler
  readonly runs: readonly ScheduledRun[]
  readonly events: readonly ScheduleEvent[]
  /** Ends it politely and waits for its end. */
  stop(): Promise<void>
  /** The same without waiting: its run may never end. */
  kill(): void
}

const daemons = new Set<Daemon>()

afterEach(async () => {
  for (const daemon of daemons) daemon.kill()
  daemons.clear()
  await settled()
})

/** Starts a daemon; `given` replaces parts of it. */
export async function startDaemon(
  clock: FakeClock,
  schedules: readonly Schedule[],
  given: Partial<SchedulerParts> & {
    readonly rows?: Rows
    readonly settle?: () => Promise<void>
  } = {},
): Promise<Daemon> {
  const runs: ScheduledRun[] = []
  const events: ScheduleEvent[] = []
  const abort = new AbortController()
  const { rows = new Map(), settle = settled, ...parts } = given
  const name = parts.daemon ?? 'a'
  const scheduler = new Scheduler({
    clock,
    log: memoryLog(rows, name, new Set()),
    daemon: name,
    schedules: async () => schedules,
    emit: event => events.push(event),
    signal: abort.signal,
    ...parts,
    run: async run => {
      runs.push(run)
      return (await parts.run?.(run)) ?? SUCCESS
    },
  })
  const running = scheduler.run()
  const stop = async (): Promise<void> => {
    abort.abort()
    await running
  }
  const daemon = { scheduler, runs, events, stop, kill: () => abort.abort() }
  daemons.add(daemon)
  await settle()
  return daemon
}

/** The due times that were run, in UTC. */
export function dueTimesOf(daemon: Daemon): readonly string[] {
  return daemon.runs.map(({ due }) => due.toISOString().replace('.000Z', 'Z'))
}

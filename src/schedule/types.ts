/**
 * What the scheduler asks for and what it says. Words: a *due time* is a moment that a cron names; it is *missed* when
 * nothing was awake then; a *claim* is the row in the ledger by which one of several daemons takes it.
 */
import type { Schedule } from '../project/types.ts'

/** Why a run was begun. */
export type RunReason = 'due' | 'missed' | 'asked' | 'change'

/** One run, as it is asked for. */
export interface ScheduledRun extends Pick<Schedule, 'command' | 'select' | 'exclude' | 'vars'> {
  /** The schedule; {@link CHANGES} for changes of sources. */
  readonly name: string
  readonly reason: RunReason
  readonly due: Date
  /** Due times, or changes of sources, that it stands for. */
  readonly count: number
}

/** The name under which changes of sources run. */
export const CHANGES = '(changes)'

/** What became of a run. */
export interface RunSummary {
  readonly status: 'success' | 'error' | 'interrupted' | 'no-op'
  readonly runId: string | null
  /** A sentence: what was built, or why it failed. */
  readonly message: string
  /** What failed, each with its message. */
  readonly failures: readonly { readonly node: string; readonly message: string }[]
}

/** A due time that is to come. */
export interface Upcoming {
  readonly name: string
  readonly due: Date
}

/** Said while the daemon works, in order. */
export type ScheduleEvent =
  /** The schedules were read, at the start or because project.yml changed. */
  | { readonly kind: 'waiting'; readonly next: readonly Upcoming[] }
  | { readonly kind: 'started'; readonly run: ScheduledRun }
  | {
      readonly kind: 'ended'
      readonly run: ScheduledRun
      readonly summary: RunSummary
      readonly milliseconds: number
      readonly next: Date | undefined
    }
  /** Missed due times of a schedule that leaves them out. */
  | { readonly kind: 'skipped'; readonly run: ScheduledRun }
  /** Another daemon has this due time. */
  | { readonly kind: 'taken'; readonly run: ScheduledRun }
  /** Something failed that is tried again; the daemon goes on. */
  | { readonly kind: 'trouble'; readonly doing: string; readonly message: string }
  /** Something that a person should know. */
  | { readonly kind: 'remark'; readonly text: string }
  /** A webhook was told something, or could not be. */
  | {
      readonly kind: 'told'
      readonly webhook: string
      readonly event: 'failure' | 'recovery' | 'staleness'
      readonly subject: string
      readonly delivered: boolean
      readonly attempts: number
      readonly message: string
    }
  /** What failed works again. */
  | { readonly kind: 'well again'; readonly doing: string }

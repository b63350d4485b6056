/** `model schedule --run NAME`: one run of a schedule now, reported as a build is, and remembered as a due time. */
import type { Schedule } from '../project/types.ts'
import { scheduledSelection } from '../schedule/run-schedule.ts'
import { timingOf } from '../schedule/scheduler.ts'
import { type Claimant, openScheduleLog, type ScheduleStatus } from '../state/schedule-log.ts'
import type { Workspace } from '../workspace.ts'
import type { CommandContext } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { executeSelection } from './run-command.ts'

const STATUS: Readonly<Record<ExitCode, ScheduleStatus>> = {
  [EXIT.ok]: 'success',
  [EXIT.failed]: 'error',
  [EXIT.unusable]: 'interrupted',
}

/** Runs a schedule's command with its selection and vars. */
export async function runAsked(
  context: CommandContext,
  opened: Workspace,
  { schedule, claimant }: { readonly schedule: Schedule; readonly claimant: Claimant },
): Promise<ExitCode> {
  const log = await openScheduleLog(await opened.adapter(), opened.scope, claimant)
  const claim = {
    schedule: schedule.name,
    dueAt: context.now(),
    attempt: 1,
    reason: 'asked',
    timing: timingOf(schedule),
    dueTimes: 0,
  } as const
  const workspace = await opened.reopen({ vars: schedule.vars })
  await log.claim(claim)
  let code: ExitCode = EXIT.failed
  try {
    const selection = scheduledSelection(schedule)
    code = await executeSelection(context, workspace, {
      command: schedule.command,
      selection,
      asks: true,
    })
    return code
  } finally {
    await log.end(claim, { status: STATUS[code], runId: null, message: 'asked for' })
    await workspace.close()
  }
}

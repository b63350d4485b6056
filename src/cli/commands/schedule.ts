/** `model schedule`: waits for due times and runs what is due; or shows them, or runs one now. */
import { modelError } from '../../errors/model-error.ts'
import { nearest } from '../../util/nearest.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { confirmProtected } from '../confirm.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS } from '../flags.ts'
import { withProgress } from '../print/progress.ts'

export const command: CommandDefinition = {
  name: 'schedule',
  description:
    'Runs the `schedules:` of project.yml when they are due, until it is stopped: one run at a time, each with the project as its files are then. Due times that were missed, because the machine slept or nothing ran, are made up for by one run, or left out (`missed: skip`). Of several such processes on one environment one gets each due time. It holds the embedded database; other commands use it through this process. Ctrl-C or SIGTERM cancels what runs and ends it.',
  flags: [
    {
      syntax: '--list',
      description: 'show the schedules: when they are due next, and what became of them',
    },
    {
      syntax: '--next <number>',
      description: 'how many times to come --list shows (default: 1)',
      atLeast: 1,
    },
    { syntax: '--run <name>', description: 'run this schedule now, once, and end' },
    {
      syntax: '--print <format>',
      description: 'print the schedules for another scheduler instead',
      choices: ['crontab', 'github'],
    },
    { syntax: '--yes', description: 'answer yes where a protected target asks' },
    outputFlag('text', 'json'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model schedule', text: 'run what is due until Ctrl-C' },
    { line: 'model schedule --list --next 5', text: 'the next five times of each' },
    { line: 'model schedule --run nightly', text: 'as if nightly were due now' },
    { line: 'model schedule --print crontab', text: 'lines for crontab -e' },
  ],
  run: async context => {
    const { flags } = context
    if (flags.text('print') !== undefined) return print(context)
    if (flags.on('list')) return list(context)
    const name = flags.text('run')
    if (name !== undefined) return runNow(context, name)
    return serve(context)
  },
}

async function serve(context: CommandContext): Promise<ExitCode> {
  const { printer, terminal } = context
  const workspace = await context.openProject({ serves: true })
  const { serveSchedules } = await import('../../schedule/serve-schedules.ts')
  const { sayTarget } = await import('../run-command.ts')
  const { ScheduleReport } = await import('../print/schedule-report.ts')
  await sayTarget(context, workspace)
  if (!(await confirmProtected(context, workspace.manifest, 'schedule'))) return EXIT.unusable
  const report = new ScheduleReport(printer, context.now)
  await serveSchedules({
    workspace,
    signal: context.interruptible(),
    emit: event => report.take(event),
    onRunEvent: (event, manifest) => report.takeRunEvent(event, manifest),
    onSecrets: secrets => printer.hide(secrets),
    mask: printer.mask,
    processId: terminal.pid,
  })
  printer.say('Stopped.')
  return EXIT.ok
}

async function list(context: CommandContext): Promise<ExitCode> {
  const { flags, printer, now } = context
  const workspace = await context.openProject()
  const { listSchedules } = await import('../../schedule/list-schedules.ts')
  const count = flags.number('next') ?? 1
  const listed = await withProgress(printer, 'reading the ledger', () =>
    listSchedules(workspace, { now: now(), count }),
  )
  const { scheduleRows, scheduleTable } = await import('../print/schedule-list.ts')
  if (flags.text('output') === 'json') printer.writeJson(scheduleRows(listed))
  else if (listed.length === 0) printer.say('The project has no schedules.')
  else
    printer.write(
      scheduleTable(listed, { paint: printer.outPaint, width: printer.out.columns, now: now() }),
    )
  return EXIT.ok
}

async function print(context: CommandContext): Promise<ExitCode> {
  const workspace = await context.openProject()
  const { schedulesInForce } = await import('../../schedule/serve-schedules.ts')
  const { printCrontab, printGithub } = await import('../../schedule/other-schedulers.ts')
  const { project } = workspace.manifest
  const schedules = schedulesInForce(project)
  const { root, target } = project
  if (schedules.length === 0) {
    context.printer.say(`No schedule is in force on target ${target.name}.`)
    return EXIT.ok
  }
  const write = context.flags.text('print') === 'github' ? printGithub : printCrontab
  const { name, variables } = target
  context.printer.write(write(schedules, { root, target: name, variables }))
  return EXIT.ok
}

async function runNow(context: CommandContext, name: string): Promise<ExitCode> {
  const opened = await context.openProject()
  const { schedulesInForce, claimantOf } = await import('../../schedule/serve-schedules.ts')
  const schedules = opened.manifest.project.schedules
  const schedule = schedules.find(each => each.name === name)
  if (schedule === undefined) {
    const names = schedulesInForce(opened.manifest.project).map(each => each.name)
    throw modelError('M4506', {
      name,
      names,
      nearest: nearest(
        name,
        schedules.map(each => each.name),
      ),
    })
  }
  const { runAsked } = await import('../run-asked.ts')
  return runAsked(context, opened, { schedule, claimant: claimantOf(context.terminal.pid) })
}

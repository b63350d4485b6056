/** What run, build, test and seed have in common: the first line, the question, the report, the end. */
import type { RunCommand, RunOptions, RunOutcome } from '../run/types.ts'
import type { SelectionRequest } from '../select/types.ts'
import { allEnded } from '../util/all-ended.ts'
import type { Workspace } from '../workspace.ts'
import type { CommandContext } from './command.ts'
import { asksFirst, confirmProtected } from './confirm.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { readDuration, readSelection, readWait } from './flag-values.ts'
import { fileReader } from './print/error.ts'
import { count } from './print/format.ts'
import { withProgress } from './print/progress.ts'
import type { FailureView } from './print/run/failures.ts'
import { RunReport } from './print/run/run-report.ts'
import { warnUnmatched } from './unmatched.ts'

/** Executes a command that works on nodes; `asks`: a protected target wants a yes. */
export async function executeRun(
  context: CommandContext,
  command: RunCommand,
  options: { readonly asks: boolean },
): Promise<ExitCode> {
  const workspace = await context.openProject()
  return executeSelection(context, workspace, {
    command,
    selection: readSelection(context.flags),
    ...options,
  })
}

/** The same for a project that is open and a selection that is made. */
export async function executeSelection(
  context: CommandContext,
  workspace: Workspace,
  work: Pick<RunOptions, 'command' | 'selection'> & {
    readonly asks: boolean
    /** Nobody wrote the expressions: that some choose nothing is no news. */
    readonly quietly?: boolean
  },
): Promise<ExitCode> {
  const { command, selection } = work
  const { ids, unmatched } = await workspace.select(selection)
  if (!work.quietly) warnUnmatched(context, workspace, unmatched)
  if (ids.length === 0) return nothingSelected(context, workspace, { command, selection })
  const dryRun = context.flags.on('dry-run')
  const saying = sayTarget(context, workspace)
  if (work.asks && !dryRun && asksFirst(context, workspace.manifest)) {
    await saying
    if (!(await confirmProtected(context, workspace.manifest, command))) {
      context.printer.say('Nothing was changed.')
      return EXIT.unusable
    }
  }
  // What a run needs beside the database is made while that opens.
  const after = dryRun ? undefined : saying.then(() => sayDangers(context))
  // That the database cannot be opened is heard below, also from a run that ends before it waits.
  after?.catch(() => undefined)
  const options = {
    ...runOptions(context, command, selection, { signal: stopsOnceOpen(context, saying) }),
    ...(after && { after }),
  }
  const [outcome] = await allEnded([runWithReport(context, workspace, options), saying])
  if (dryRun) return showPlan(context, workspace, outcome)
  return showOutcome(context, workspace, outcome)
}

async function nothingSelected(
  { printer, flags, now }: CommandContext,
  { manifest }: Workspace,
  { command, selection }: Pick<RunOptions, 'command' | 'selection'>,
): Promise<ExitCode> {
  const chosen = selection.select.length > 0 || selection.selector !== undefined
  const why = chosen ? 'the selection is empty' : `the project has nothing to ${command}`
  printer.say(`Nothing to do: ${why}.`)
  if (flags.text('output') !== 'json') return EXIT.ok
  if (flags.on('dry-run')) printer.writeJson([])
  else {
    const { runResultsArtifact } = await import('../catalog/run-results-artifact.ts')
    const at = now().toISOString()
    const run = { runId: '', command, startedAt: at, endedAt: at, results: [], held: [] }
    printer.writeJson(runResultsArtifact(run, manifest, { database: '' }))
  }
  return EXIT.ok
}

/** Says which target this is, where it is, and through whom. */
export async function sayTarget({ printer }: CommandContext, workspace: Workspace): Promise<void> {
  const where = await withProgress(printer, 'opening the database', () =>
    workspace.describeTarget(),
  )
  if (printer.jsonLog) return printer.log('info', 'target', where)
  const deferral = await workspace.deferral()
  const prefix = where.prefix === '' ? 'no schema prefix' : `schema prefix ${where.prefix}`
  const through = where.through === undefined ? '' : ` through ${where.through}`
  const place = `${where.adapter} at ${where.host}${through}, database ${where.database}`
  printer.say(`Target ${printer.paint.bold(where.target)}: ${place}, ${prefix}`)
  if (deferral !== undefined) {
    const what = deferral.favors ? 'What is not selected' : 'What is not built here'
    printer.say(`${what} is read in target ${printer.paint.bold(deferral.target)}.`)
  }
}

/** What is published by these flags is not what readers expect, so the run says it. */
function sayDangers({ printer, flags }: CommandContext): void {
  if (flags.on('no-audit')) printer.warn('--no-audit: what is built is published unchecked.')
  if (flags.on('empty')) printer.warn('--empty: what is built is published without rows.')
}

/** Aborted by Ctrl-C when the database is open; before that, where there is nothing to stop, Ctrl-C leaves at once. */
function stopsOnceOpen(context: CommandContext, opened: Promise<unknown>): AbortSignal {
  const stop = new AbortController()
  const listen = () => {
    context.interruptible().addEventListener('abort', () => stop.abort(), { once: true })
  }
  // Who waits for the database hears why it did not open.
  opened.then(listen, () => undefined)
  return stop.signal
}

/** What the flags say; `signal`: what stops it, by default Ctrl-C from now on. */
export function runOptions(
  context: CommandContext,
  command: RunCommand,
  selection: SelectionRequest,
  { signal = context.interruptible() }: { readonly signal?: AbortSignal } = {},
): RunOptions {
  const { flags } = context
  const nodeTimeout = readDuration(flags, 'node-timeout')
  return {
    command,
    selection,
    fullRefresh: flags.on('full-refresh'),
    empty: flags.on('empty'),
    noAudit: flags.on('no-audit'),
    failFast: flags.on('fail-fast'),
    warnError: flags.on('warn-error'),
    storeFailures: flags.on('store-failures'),
    managed: flags.on('managed'),
    adopt: flags.on('adopt'),
    dryRun: flags.on('dry-run'),
    ...(nodeTimeout === undefined ? {} : { nodeTimeout }),
    wait: readWait(flags),
    invocation: context.printer.mask(context.invocation),
    signal,
  }
}

async function runWithReport(
  { printer }: CommandContext,
  workspace: Workspace,
  options: RunOptions,
): Promise<RunOutcome> {
  const report = new RunReport(printer, workspace.manifest, options)
  try {
    return await workspace.run(options, event => report.take(event))
  } finally {
    report.close()
  }
}

async function showPlan(
  { printer, flags }: CommandContext,
  { manifest }: Workspace,
  { plan, calls = [] }: RunOutcome,
): Promise<ExitCode> {
  const { planRows, printCalls, printPlan } = await import('./print/run/plan.ts')
  if (flags.text('output') === 'json') printer.writeJson(planRows(plan, calls))
  else if (plan.steps.length === 0) printer.write('Nothing to do: everything is as it should be.')
  else {
    const { outPaint: paint, out } = printer
    printer.write(printPlan(plan, manifest, { paint, width: out.columns }))
    for (const line of printCalls(calls, manifest)) printer.write(line)
    for (const { code, text } of plan.warnings) printer.warn(text, code)
    printer.say(`${count(plan.steps.length, 'step')}; nothing was done.`)
  }
  return EXIT.ok
}

async function showOutcome(
  { printer, flags, openedRoot }: CommandContext,
  workspace: Workspace,
  outcome: RunOutcome,
): Promise<ExitCode> {
  const { manifest } = workspace
  if (flags.text('output') === 'json') {
    const { runResultsArtifact } = await import('../catalog/run-results-artifact.ts')
    const { database } = await workspace.describeTarget()
    printer.writeJson(runResultsArtifact(outcome, manifest, { database }))
  }
  const { printSummary, printTroubles } = await import('./print/run/summary.ts')
  const stream = printer.quiet ? printer.err : printer.talk
  const view: FailureView = {
    manifest,
    paint: printer.quiet ? printer.errPaint : printer.paint,
    debug: printer.debug,
    readFile: fileReader(openedRoot()),
    width: stream.columns,
  }
  if (printer.jsonLog) await logEnd(printer, outcome)
  else if (!printer.quiet) printer.say(`\n${printSummary(outcome, view)}`)
  else {
    const text = printTroubles(outcome, view)
    if (text !== '') printer.fail(text)
  }
  return exitCode(outcome)
}

async function logEnd(printer: CommandContext['printer'], outcome: RunOutcome): Promise<void> {
  const { countResults } = await import('./print/run/totals.ts')
  const { runId, status, published, held, refusal } = outcome
  const totals = countResults(outcome)
  printer.log(status === 'error' ? 'error' : 'info', 'run finished', {
    runId,
    status,
    totals,
    published,
    held,
    ...(refusal === undefined ? {} : { refusal: refusal.message }),
  })
}

function exitCode({ status }: RunOutcome): ExitCode {
  if (status === 'interrupted') return EXIT.unusable
  return status === 'error' ? EXIT.failed : EXIT.ok
}

/** `model history`: past runs, the results of one, or those of a node. */
import { modelError } from '../../errors/model-error.ts'
import { nearest } from '../../util/nearest.ts'
import type { PastResult, Workspace } from '../../workspace.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS } from '../flags.ts'
import { formatAge, formatDuration, formatTime } from '../print/format.ts'
import { displayNode } from '../print/run/labels.ts'
import { printTable, type TableColumn } from '../print/table.ts'

const DEFAULT_LIMIT = 20
const ALL_RESULTS = 100_000

export const command: CommandDefinition = {
  name: 'history',
  brief: true,
  description:
    'Lists the latest runs, newest first; with --run the results of one, with a name those of a node.',
  arguments: [{ syntax: '[node]', description: 'name or id of a node: its results, newest first' }],
  flags: [
    { syntax: '--run <id>', description: 'the results of this run; the first letters are enough' },
    { syntax: '--limit <lines>', description: 'lines at most (default: 20)', atLeast: 1 },
    outputFlag('text', 'json'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model history', text: 'the last 20 runs' },
    { line: 'model history --run 0198c2', text: 'what became of each node' },
    { line: 'model history orders', text: 'every time that orders was built' },
  ],
  run: async context => {
    const workspace = await context.openProject()
    const run = context.flags.text('run')
    const name = context.arguments[0]
    if (run === undefined && name === undefined) return listRuns(context, workspace)
    const limit = context.flags.number('limit') ?? (run === undefined ? DEFAULT_LIMIT : ALL_RESULTS)
    const records = await workspace.results({
      limit,
      ...(run === undefined ? {} : { runId: await completeRunId(workspace, run) }),
      ...(name === undefined ? {} : { node: nodeId(workspace, name) }),
    })
    return listResults(context, workspace, records)
  },
}

async function listRuns(context: CommandContext, workspace: Workspace): Promise<ExitCode> {
  const { printer, flags, now } = context
  const runs = await workspace.runs(flags.number('limit') ?? DEFAULT_LIMIT)
  if (flags.text('output') === 'json') {
    printer.writeJson(
      runs.map(run => ({
        run_id: run.runId,
        command: run.command,
        target: run.target,
        status: run.status,
        started_at: run.startedAt,
        ended_at: run.endedAt,
        as_of: run.asOf,
        message: run.message ?? null,
        invocation: run.invocation,
      })),
    )
    return EXIT.ok
  }
  const saysWhy = runs.some(({ message }) => message !== undefined)
  const rows = runs.map(run => [
    run.runId,
    run.status,
    formatAge((now().getTime() - Date.parse(run.startedAt)) / 1000),
    run.endedAt === null
      ? '-'
      : formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    run.invocation,
    ...(saysWhy ? [run.message ?? ''] : []),
  ])
  const columns = ['run', 'status', 'started', 'took', 'command line']
  if (saysWhy) columns.push('why')
  return writeTable(context, columns.map(heading), rows)
}

function listResults(
  context: CommandContext,
  workspace: Workspace,
  records: readonly PastResult[],
): ExitCode {
  if (context.flags.text('output') === 'json') {
    context.printer.writeJson(records.map(resultObject))
    return EXIT.ok
  }
  const rows = records.map(record => [
    displayNode(workspace.manifest, record.node),
    record.status,
    formatTime(record.startedAt),
    formatDuration(record.seconds * 1000),
    record.rows ?? '-',
    record.message,
    record.runId,
  ])
  const columns = ['node', 'status', 'started', 'took', 'rows', 'message', 'run'].map(heading)
  return writeTable(context, columns, rows)
}

/** A result with the keys of run_results, and those of the ledger besides. */
function resultObject(record: PastResult): Record<string, unknown> {
  return {
    run_id: record.runId,
    unique_id: record.node,
    status: record.status,
    started_at: record.startedAt,
    ended_at: record.endedAt,
    execution_time: record.seconds,
    rows: record.rows,
    failures: record.failures,
    message: record.message,
    checks: record.checks,
  }
}

function heading(name: string): TableColumn {
  return { name, align: name === 'took' || name === 'rows' ? 'right' : 'left' }
}

function writeTable(
  { printer }: CommandContext,
  columns: readonly TableColumn[],
  rows: readonly (readonly unknown[])[],
): ExitCode {
  const { outPaint: paint, out } = printer
  if (rows.length === 0) printer.say('The ledger of this target has nothing of that yet.')
  else printer.write(printTable(columns, rows, { paint, width: out.columns }))
  return EXIT.ok
}

async function completeRunId(workspace: Workspace, beginning: string): Promise<string> {
  const runs = await workspace.runs(1000)
  const found = runs.find(({ runId }) => runId.startsWith(beginning))
  if (found === undefined) throw modelError('M5012', { what: 'run', found: beginning })
  return found.runId
}

function nodeId({ manifest }: Workspace, name: string): string {
  if (manifest.nodes.has(name)) return name
  for (const node of manifest.nodes.values()) {
    if (node.name === name || displayNode(manifest, node.id) === name) return node.id
  }
  const names = [...manifest.nodes.values()].map(node => node.name)
  throw modelError('M5014', { name, nearest: nearest(name, names) })
}

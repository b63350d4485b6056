/** Builds a TypeScript model on its stage: runs its code, and loads the rows that it yields. */
import { setMaxListeners } from 'node:events'
import { CancelledError, DatabaseError } from '../../adapters/database-error.ts'
import type { ModelNode } from '../../compile/manifest.ts'
import { modelError } from '../../errors/model-error.ts'
import { failedRows } from '../../plan/failed-rows.ts'
import type { Step } from '../../plan/types.ts'
import { displayRelation } from '../../sql/relation.ts'
import { modelAnswers } from '../../state/answers.ts'
import { type RunContext, readsOneMoment, relationInRun, type ScriptOutcome } from '../context.ts'
import { holdToContract, retryingStage, runNodeHooks, type Staged, stageParts } from '../staging.ts'
import { statementError } from '../statement-error.ts'
import { AnswerBook } from './answer-book.ts'
import type { Asking } from './ask.ts'
import { columnTypes, type ScriptColumn, schemaPlace } from './column-types.ts'
import type { ModelDefinition } from './define-model.ts'
import { Failures } from './failures.ts'
import { Budget, createPace } from './limits.ts'
import { loadScript, scriptError } from './load-script.ts'
import { createMasker, type Masker, maskedError } from './masker.ts'
import { reportProgress } from './progress.ts'
import { runScript } from './run-script.ts'
import { scriptContext } from './script-context.ts'
import { RowWriter } from './write-rows.ts'

type StageStep = Extract<Step, { kind: 'stage' }>

/** @throws ModelError M33xx at the line of the code. */
export async function stageScript(
  context: RunContext,
  node: ModelNode,
  step: StageStep,
): Promise<Staged> {
  const { root, target } = context.manifest.project
  if (readsOneMoment(context.manifest))
    throw modelError('M3319', { name: node.name, target: target.name }, { node: node.id })
  const masker = createMasker(context.hide)
  try {
    const definition = await loadScript(context.manifest.project, node)
    const columns = columnTypes(definition.columns, node)
    await runNodeHooks(context, node, node.config.preHooks)
    const staged = await retryingStage(context, { node, step }, limited =>
      stageRows(limited, { node, step, definition, columns, masker }),
    )
    await runNodeHooks(context, node, node.config.postHooks)
    return staged
  } catch (error) {
    const told = scriptError(statementError(error, { node }), { root, node })
    throw maskedError(told, masker.mask)
  }
}

interface ScriptStage {
  readonly node: ModelNode
  readonly step: StageStep
  readonly definition: ModelDefinition
  readonly columns: readonly ScriptColumn[]
  readonly masker: Masker
}

async function stageRows(context: RunContext, stage: ScriptStage): Promise<Staged> {
  const { node, step, columns } = stage
  const { dialect } = context.adapter
  const { config } = node
  const typed = columns.map(({ name, type }) => ({
    name,
    type: dialect.typeName(type),
    notNull: false,
  }))
  const options = { ifNotExists: false, constraints: [] }
  const create = dialect.createTable(step.stage, typed, options)
  await context.staging.execute(create).catch((error: unknown) => {
    throw typeProblem(error, { node, typed }) ?? error
  })
  const done = context.options.empty
    ? { rows: 0, message: 'no rows, as asked (--empty)' }
    : await writeRows(context, stage)
  if (config.contractEnforced) await holdToContract(context, { node, stage: step.stage })
  const after = [
    ...stageParts(context, node, step.stage),
    ...dialect.statistics(step.stage, done.rows),
  ]
  if (after.length > 0)
    await context.staging.execute(after.join('\n;\n'), { signal: context.signal })
  return done
}

/** undefined_object, syntax_error: a table of these columns is refused for a type alone. */
const NO_TYPE: ReadonlySet<string | undefined> = new Set(['42704', '42601'])

function typeProblem(
  error: unknown,
  { node, typed }: { readonly node: ModelNode; readonly typed: readonly ScriptColumn[] },
) {
  if (!(error instanceof DatabaseError) || !NO_TYPE.has(error.fields.code)) return undefined
  const named = /"(.+?)"/.exec(error.message)?.[1]
  const column = typed.find(({ type }) => named !== undefined && type.includes(named))
  if (column === undefined) return undefined
  const fields = { column: column.name, type: column.type, problem: error.message }
  return modelError('M3323', fields, {
    place: schemaPlace(node, column.name),
    node: node.id,
    cause: error,
  })
}

async function writeRows(context: RunContext, stage: ScriptStage): Promise<Staged> {
  const { node, step, definition, columns, masker } = stage
  const own = ownSignal(context)
  const failures = new Failures(node, { mask: masker.mask, now: context.now })
  const book = new AnswerBook(modelAnswers(context.adapter, context.ledger.scope, node.id))
  const asking: Asking = {
    config: node.config.script,
    book,
    failures,
    budget: new Budget(node.config.script.budget),
    pace: createPace(node.config.script.perSecond, () => performance.now()),
    definitionHash: context.definitions.of(node.id).hash,
    again: context.options.fullRefresh,
    dryRun: false,
    signal: own.signal,
    now: context.now,
    mask: masker.mask,
    tally: { asked: 0, remembered: 0, read: 0, total: 0 },
  }
  const { session, signal } = { session: context.staging, signal: own.signal }
  const writer = new RowWriter({
    node,
    definition,
    columns,
    failures,
    session,
    signal,
    stage: step.stage,
  })
  const ctx = scriptContext({
    context: { ...context, hide: masker.hide },
    node,
    asking,
    relationOf: id => relationInRun(context, id),
  })
  const stopReporting = reportProgress(context, node, { asking, writer })
  try {
    await runScript(definition, ctx, yielded => writer.take(yielded))
    await writer.close()
  } finally {
    stopReporting()
    own.end()
    // Answers are worth more than the run that asked.
    await book.close()
  }
  const outcome = { failures: failures.list, leftOut: asking.budget.leftOut }
  context.scripts.set(node.id, outcome)
  tellLosses(context, node, outcome)
  return { rows: writer.rows, message: messageOf(asking, writer.rows) }
}

/** Rows that are not in the table are said, with where to look. */
function tellLosses(
  { emit }: RunContext,
  node: ModelNode,
  { failures, leftOut }: ScriptOutcome,
): void {
  const warn = (code: string, message: string) => emit({ kind: 'warning', code, message })
  const table = failedRows(node)
  if (failures.length > 0) {
    const [{ key, message } = { key: '', message: '' }] = failures
    const where = table ? ` All are in ${displayRelation(table.relation)}.` : ''
    const rows = failures.length === 1 ? '1 row' : `${failures.length} rows`
    warn('rows_failed', `${rows} of ${node.name} failed, the first ${key}: ${message}.${where}`)
  }
  if (leftOut > 0)
    warn(
      'rows_left_out',
      `${leftOut === 1 ? '1 row' : `${leftOut} rows`} of ${node.name} ${leftOut === 1 ? 'is' : 'are'} left for a later run: the budget of this one is used up.`,
    )
}

/** Aborted with the run, when the time of the model is over, and when it ends. */
function ownSignal(context: RunContext) {
  const own = new AbortController()
  // Each call listens, and there may be as many at one time as the model wants.
  setMaxListeners(0, own.signal)
  const cancel = () => own.abort(new CancelledError('the model was stopped'))
  if (context.signal.aborted) cancel()
  context.signal.addEventListener('abort', cancel, { once: true })
  return {
    signal: own.signal,
    end: () => {
      context.signal.removeEventListener('abort', cancel)
      own.abort(new CancelledError('the model has ended'))
    },
  }
}

function messageOf({ tally, failures, budget }: Asking, rows: number): string {
  const parts = [
    `COPY ${rows}`,
    ...(tally.asked > 0 ? [`${tally.asked} calls`] : []),
    ...(tally.remembered > 0 ? [`${tally.remembered} remembered`] : []),
    ...(failures.list.length > 0 ? [`${failures.list.length} failed`] : []),
    ...(budget.leftOut > 0 ? [`${budget.leftOut} left for later, the budget is used up`] : []),
  ]
  return parts.join(', ')
}

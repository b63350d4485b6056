/**
 * The service: a request in, an answer out. Holds what endpoints need (their statements, the queue of runs, the ledger)
 * and knows nothing of HTTP's transport; `model endpoint call` uses it without a server.
 */
import type { PreparedSession } from '../adapters/adapter.ts'
import { endpointTitle, type RunFact } from '../compile/endpoint.ts'
import type { EndpointNode, Manifest } from '../compile/manifest.ts'
import { modelError, ProblemsError } from '../errors/model-error.ts'
import type { RunEvent, RunOptions, RunOutcome } from '../run/types.ts'
import { endpointNodes } from '../workspace/endpoints.ts'
import type { Workspace } from '../workspace.ts'
import { shapeAnswer } from './answers/answer.ts'
import { dashboardColumnProblems } from './dashboard-columns.ts'
import { type InputContext, readInput } from './input.ts'
import { type PreparedEndpoint, prepareEndpoints } from './prepare.ts'
import { refusal, refusalOf } from './refusal.ts'
import { jsonAnswer, type ServiceAnswer, type ServiceRequest } from './request.ts'
import { type Match, type Routed, Router } from './router.ts'
import { acceptedAnswer, failureAnswer, outcomeAnswer, runFacts } from './run-answers.ts'
import { type Job, RunQueue } from './run-queue.ts'
import { SharedReads } from './shared-reads.ts'
import { isUnchanged, type Label, Validators } from './validators.ts'

export interface ServiceSettings {
  /** Statements at the same time. */
  readonly connections: number
  /** Milliseconds for one answer. */
  readonly timeout: number
  readonly context: Omit<InputContext, 'run'>
  readonly newId: () => string
  readonly clock: () => number
  /** Only these endpoints are prepared; default: all. */
  readonly only?: ReadonlySet<string>
}

/** Opens a service over a project; endpoints that are broken are an error now. @throws ProblemsError */
export async function openService(
  workspace: Workspace,
  settings: ServiceSettings,
): Promise<Service> {
  const { manifest } = workspace
  const adapter = await workspace.adapter()
  const session = await adapter.prepared(settings)
  try {
    const prepared = await prepareEndpoints(manifest, session, settings.only)
    checkDashboards(manifest, prepared)
    return new Service({ workspace, session, prepared, settings })
  } catch (error) {
    await session.close()
    throw error
  }
}

/** @throws ProblemsError */
function checkDashboards(manifest: Manifest, prepared: readonly PreparedEndpoint[]): void {
  const columns = new Map(prepared.map(one => [one.node.id, one.columns]))
  const problems = dashboardColumnProblems(manifest, id => columns.get(id))
  if (problems.length > 0) throw new ProblemsError(problems)
}

/** The endpoints that a request needs: the one that it is for, and what that answers with. */
export function endpointsFor(
  manifest: Manifest,
  { method, path }: Pick<ServiceRequest, 'method' | 'path'>,
): ReadonlySet<string> {
  const router = new Router<EndpointNode>()
  for (const node of endpointNodes(manifest)) if (node.route) router.add(node.route, node)
  const routed = router.find(method, path)
  if (routed.kind !== 'found') return new Set()
  const { id, definition } = routed.target
  const answer = definition.kind === 'run' ? definition.answer : undefined
  return new Set(answer === undefined ? [id] : [id, answer])
}

interface Parts {
  readonly workspace: Workspace
  readonly session: PreparedSession
  readonly prepared: readonly PreparedEndpoint[]
  readonly settings: ServiceSettings
}

type Found = Match<EndpointNode>

/** Answers requests until it is closed. */
export class Service {
  readonly runs: RunQueue
  readonly validators: Validators
  readonly #parts: Parts
  readonly #router = new Router<EndpointNode>()
  readonly #prepared: ReadonlyMap<string, PreparedEndpoint>
  readonly #reads: SharedReads
  #runner: Workspace | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    const { workspace, session, prepared, settings } = parts
    this.#reads = new SharedReads(session)
    this.#prepared = new Map(prepared.map(one => [one.node.id, one]))
    for (const node of endpointNodes(workspace.manifest)) if (node.route) this.#add(node)
    this.validators = new Validators(session, workspace.scope, settings.clock)
    this.runs = new RunQueue({
      manifest: workspace.manifest,
      run: (options, onEvent) => this.#run(options, onEvent),
      newId: settings.newId,
      onEnd: () => this.validators.forget(),
    })
  }

  get workspace(): Workspace {
    return this.#parts.workspace
  }

  /** Endpoints that requests can ask for. */
  get endpoints(): readonly EndpointNode[] {
    return endpointNodes(this.workspace.manifest).filter(({ route }) => route !== undefined)
  }

  /** The columns that an endpoint answers with, as the database described them. */
  columnsOf(id: string): PreparedEndpoint['columns'] | undefined {
    return this.#prepared.get(id)?.columns
  }

  /** Which endpoint a request is for. */
  route(method: string, path: string): Routed<EndpointNode> {
    return this.#router.find(method, path)
  }

  /** The answer to a request; what fails is an answer too. */
  async answer(
    request: ServiceRequest,
    routed: Routed<EndpointNode> = this.route(request.method, request.path),
  ): Promise<ServiceAnswer> {
    if (routed.kind === 'no path') return refusal(request, 404)
    if (routed.kind === 'no method')
      return refusal(request, 405, { headers: { allow: routed.allowed.join(', ') } })
    try {
      return await this.#answer(request, routed)
    } catch (error) {
      request.failed?.(error)
      return refusalOf(error, request)
    }
  }

  /** Asks the database something that costs nothing. */
  async ping(): Promise<void> {
    const statement = { name: 'model_ping', sql: 'select 1 as one', writes: false }
    await this.#parts.session.run(statement, [])
  }

  async close(): Promise<void> {
    await this.runs.stop()
    await this.#parts.session.close()
    if (this.#runner !== undefined && this.#runner !== this.workspace) await this.#runner.close()
  }

  #add(node: EndpointNode): void {
    const path = node.route!.path
    if (RESERVED.some(own => path === own || path.startsWith(`${own}/`))) {
      const fields = { route: endpointTitle(node), first: 'the tool itself' }
      throw modelError('M1607', fields, { place: node.place })
    }
    // Whoever only looks must change nothing.
    const { definition } = node
    this.#router.add(
      node.route!,
      node,
      definition.kind === 'status' || (definition.kind === 'statement' && !definition.writes),
    )
  }

  async #answer(request: ServiceRequest, found: Found): Promise<ServiceAnswer> {
    const { definition } = found.target
    if (definition.kind === 'status') return await this.#status(definition.select)
    if (definition.kind === 'run') return await this.#startRun(request, found)
    return await this.#statement(this.#preparedOf(found.target.id), request, {
      values: found.values,
    })
  }

  #preparedOf(id: string): PreparedEndpoint {
    const prepared = this.#prepared.get(id)
    if (prepared === undefined) throw new Error(`${id} was not prepared`)
    return prepared
  }

  async #statement(
    prepared: PreparedEndpoint,
    request: ServiceRequest,
    {
      values,
      run,
    }: {
      readonly values: Match<unknown>['values']
      readonly run?: Readonly<Record<RunFact, string>>
    },
  ): Promise<ServiceAnswer> {
    const { session, settings } = this.#parts
    const context = run === undefined ? settings.context : { ...settings.context, run }
    const input = readInput(prepared.taking, { request, pathValues: values }, context)
    if (input.kind === 'problems')
      return refusal(request, input.status, { problems: input.problems })
    const label = await this.validators.label(prepared, input.values, request)
    if (label !== undefined && isUnchanged(label, request))
      return { status: 304, headers: labelled({}, label), body: '' }
    const { statement } = prepared
    const found = statement.writes
      ? await session.run(statement, input.values, request.asker)
      : await this.#reads.run(
          { statement, bound: prepared.taking.bound },
          input.values,
          request.asker,
        )
    const answer = shapeAnswer(prepared.node.definition, found, request)
    if (answer.status !== 200) return answer
    return { ...answer, headers: labelled(answer.headers, label) }
  }

  async #status(select: readonly string[]): Promise<ServiceAnswer> {
    const { ids } = await this.workspace.select({
      select,
      exclude: [],
      resourceTypes: [],
      indirect: 'empty',
    })
    const rows = await this.workspace.status(ids)
    return jsonAnswer(200, rows, { 'cache-control': 'no-store' })
  }

  async #startRun(request: ServiceRequest, found: Found): Promise<ServiceAnswer> {
    const { definition } = found.target
    if (definition.kind !== 'run') throw new Error(`${found.target.id} runs nothing`)
    const answering =
      definition.answer === undefined ? undefined : this.#preparedOf(definition.answer)
    // What is wrong with the request is said before anything runs.
    const { context } = this.#parts.settings
    const input = answering && readInput(answering.taking, { request, pathValues: {} }, context)
    if (input?.kind === 'problems')
      return refusal(request, input.status, { problems: input.problems })
    const job = this.runs.add({ ...definition, invocation: endpointTitle(found.target) })
    if (job === undefined)
      return refusal(request, 429, {
        detail: 'Too many runs are waiting.',
        headers: { 'retry-after': '30' },
      })
    if (/(?:^|,)\s*respond-async\s*(?:$|[,;])/i.test(request.header('prefer') ?? ''))
      return acceptedAnswer(job)
    await job.ended
    return await this.#afterRun(job, request, answering)
  }

  async #afterRun(
    job: Job,
    request: ServiceRequest,
    answering: PreparedEndpoint | undefined,
  ): Promise<ServiceAnswer> {
    const { manifest } = this.workspace
    if (job.failure !== undefined) request.failed?.(job.failure)
    const failed = failureAnswer(manifest, job, request)
    if (failed !== undefined) return failed
    const outcome = job.outcome!
    if (answering === undefined) return outcomeAnswer(manifest, outcome)
    const run = runFacts(manifest, outcome)
    return await this.#statement(answering, request, { values: {}, run })
  }

  async #run(options: RunOptions, onEvent: (event: RunEvent) => void): Promise<RunOutcome> {
    this.#runner ??= await this.workspace.besides()
    return await this.#runner.run(options, onEvent)
  }
}

/** Paths that the tool answers itself. */
const RESERVED = [
  '/healthz',
  '/readyz',
  '/login',
  '/openapi.json',
  '/api/docs',
  '/api/runs',
  // Pages.
  '/',
  '/assets',
  '/dashboards',
  '/lineage',
  '/models',
  '/nodes',
  '/runs',
  '/search',
  '/search.json',
  '/schedules',
]

/** Whoever keeps an answer asks whether it still holds; what may change at any time is not kept. */
function labelled(headers: ServiceAnswer['headers'], label: Label | undefined) {
  if (label === undefined) return { 'cache-control': 'no-store', ...headers }
  const { etag, modified } = label
  return { ...headers, etag, 'last-modified': modified, 'cache-control': 'private, no-cache' }
}

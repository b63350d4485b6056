/** What is answered about runs: at their end, at once, and while they go. Pure. */
import type { RunFact } from '../compile/endpoint.ts'
import type { Manifest } from '../compile/manifest.ts'
import type { RunOutcome } from '../run/types.ts'
import { refusal } from './refusal.ts'
import { jsonAnswer, type ServiceAnswer, type ServiceRequest } from './request.ts'
import { type Job, nodeLabel } from './run-queue.ts'

/** Taken in, and not waited for. */
export function acceptedAnswer(job: Job): ServiceAnswer {
  const place = `/api/runs/${job.id}`
  const body = { ...jobState(job), events: `${place}/events` }
  return jsonAnswer(202, body, { location: place, 'preference-applied': 'respond-async' })
}

/** Where a run is. */
export function jobState(job: Job): Readonly<Record<string, unknown>> {
  const status = job.state === 'ended' ? (job.outcome?.status ?? 'error') : job.state
  return { id: job.id, status, run_id: job.runId ?? null }
}

/** A run that failed, or could not begin; undefined when all went well. */
export function failureAnswer(
  manifest: Manifest,
  { outcome, failure }: Job,
  request: Pick<ServiceRequest, 'id'>,
): ServiceAnswer | undefined {
  if (outcome === undefined) {
    const locked = /^M22/.test((failure as { code?: string } | undefined)?.code ?? '')
    if (!locked) return refusal(request, 500, { detail: 'The run could not begin.' })
    const detail = 'Another run has the environment.'
    return refusal(request, 503, { detail, headers: { 'retry-after': '30' } })
  }
  if (outcome.status === 'success' || outcome.status === 'no-op') return undefined
  const body = { ...outcomeBody(manifest, outcome), request_id: request.id }
  return jsonAnswer(500, body, { 'cache-control': 'no-store' })
}

/** The results of a run, where no statement answers. */
export function outcomeAnswer(manifest: Manifest, outcome: RunOutcome): ServiceAnswer {
  return jsonAnswer(200, outcomeBody(manifest, outcome), { 'cache-control': 'no-store' })
}

/** What the answering statement may ask of its run. */
export function runFacts(
  manifest: Manifest,
  outcome: RunOutcome,
): Readonly<Record<RunFact, string>> {
  const published = outcome.published.length
  const message =
    outcome.status === 'no-op'
      ? 'nothing to do'
      : `${published} ${published === 1 ? 'relation' : 'relations'} published`
  return {
    id: outcome.runId,
    status: outcome.status,
    message,
    results: JSON.stringify(results(manifest, outcome)),
  }
}

function outcomeBody(manifest: Manifest, outcome: RunOutcome) {
  const { runId, status, startedAt, endedAt, published } = outcome
  return {
    status,
    run_id: runId,
    started_at: startedAt,
    ended_at: endedAt,
    published: published.map(id => nodeLabel(manifest, id)),
    results: results(manifest, outcome),
  }
}

/** Names, statuses and counts: messages of the database stay in the ledger. */
function results(manifest: Manifest, { results: all }: RunOutcome) {
  return all.map(result => ({
    name: nodeLabel(manifest, result.node),
    kind: result.kind,
    status: result.status,
    ...(result.kind === 'node' ? { rows: result.rows } : {}),
  }))
}

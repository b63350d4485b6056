/** The pages about runs on a server: the list, a run, a run that goes on, schedules, and the form that starts one. */
import { criticalPath } from '../../catalog/critical-path.ts'
import { runTimeline } from '../../catalog/run-timeline.ts'
import { listSchedules } from '../../schedule/list-schedules.ts'
import { admit, respond } from '../../server/app-parts.ts'
import { refusal } from '../../server/refusal.ts'
import { runEvents } from '../../server/run-events.ts'
import type { PastResult } from '../../state/history.ts'
import type { RunRecord } from '../../state/types.ts'
import { createMask, maskValue } from '../../util/mask.ts'
import type { Workspace } from '../../workspace.ts'
import { addPage, humanAnswer, type Pages, type PageVisit } from '../add-page.ts'
import type { PageContent } from '../page.ts'
import { serverPage } from '../server-page.ts'
import { jobPage } from './job-page.tsx'
import { ledgerEvents } from './ledger-events.ts'
import { RUN_STATUSES, runListPage } from './run-list.tsx'
import { runPage } from './run-page.tsx'
import { schedulesPage } from './schedules-page.tsx'
import { startableEndpoints, startRun } from './start-run.ts'

/** Runs of a page. */
const LISTED = 50
/** Results that are read; a run of more shows the first of them. */
const MOST_RESULTS = 100_000
/** Due times to come that are shown of each schedule. */
const NEXT_TIMES = 3

/** Adds them. */
export function mountRuns(pages: Pages): void {
  addPage(pages, '/runs', listed)
  addPage(pages, '/runs/:id', shown)
  addPage(pages, '/schedules', scheduled)
  addPage(pages, '/runs/jobs/:id', going)
  mountEvents(pages)
  const { app, parts } = pages
  app.post('/runs/start', async c => {
    const answer = await startRun(c, parts)
    return respond(c, humanAnswer(serverPage(c, parts), c, answer))
  })
}

async function listed({ page, workspace, parts }: PageVisit): Promise<PageContent> {
  const asked = listedRuns(page.query)
  const log = await workspace.runLog()
  const found = await log.page({ ...asked, limit: LISTED + 1 })
  const runs = found.slice(0, LISTED)
  return runListPage(page, {
    runs: masked(workspace, runs),
    tallies: await log.tallies(runs.map(({ runId }) => runId)),
    commands: await log.commands(),
    asked,
    hasMore: found.length > LISTED,
    startable: startableEndpoints(parts.service().endpoints),
  })
}

/** The filters of an address; what is none of ours counts as not said. */
function listedRuns(query: URLSearchParams) {
  const status = RUN_STATUSES.find(known => known === query.get('status'))
  const command = query.get('command') || undefined
  const before = query.get('before') || undefined
  return {
    ...(status && { status }),
    ...(command !== undefined && { command }),
    ...(before !== undefined && { before }),
  }
}

async function shown({ page, workspace, c }: PageVisit): Promise<PageContent | undefined> {
  const log = await workspace.runLog()
  const run = await log.find(c.req.param('id') ?? '')
  if (run === undefined) return undefined
  const results = await workspace.results({ runId: run.runId, limit: MOST_RESULTS })
  const { manifest } = workspace
  return runPage(page, {
    run: masked(workspace, run),
    results: masked(workspace, worstFirst(results)),
    timeline: runTimeline(results, { ...run, until: page.now }),
    critical: criticalPath(manifest, results),
    manifest,
  })
}

const WORST_FIRST = ['error', 'fail', 'warn', 'held', 'skipped']

/** Nodes before checks where they are equally well, each in the order in which they began. */
function worstFirst(results: readonly PastResult[]): readonly PastResult[] {
  const rank = ({ status, kind }: PastResult) => {
    const at = WORST_FIRST.indexOf(status)
    return (at < 0 ? WORST_FIRST.length : at) * 2 + (kind === 'check' ? 1 : 0)
  }
  return results.toSorted(
    (a, b) =>
      rank(a) - rank(b) || (a.startedAt < b.startedAt ? -1 : 1) || (a.node < b.node ? -1 : 1),
  )
}

/** Without the secrets of the target, which a message of the database or a command line may hold. */
function masked<T extends RunRecord | readonly RunRecord[] | readonly PastResult[]>(
  { manifest }: Workspace,
  value: T,
): T {
  return maskValue(value, createMask(manifest.project.target.secrets)) as T
}

async function scheduled({ page, workspace }: PageVisit): Promise<PageContent> {
  const schedules = await listSchedules(workspace, { now: page.now, count: NEXT_TIMES })
  return schedulesPage(page, schedules)
}

/** Over: its run's page says more, once it has one. */
function going({ page, parts, c }: PageVisit) {
  const job = parts.service().runs.find(c.req.param('id') ?? '')
  if (job === undefined) return undefined
  if (job.state !== 'ended' || job.runId === undefined) return jobPage(page, job)
  const headers = { location: page.links.to(`/runs/${job.runId}`), 'cache-control': 'no-store' }
  return { status: 303, headers, body: '' }
}

function mountEvents({ app, parts }: Pages): void {
  app.get('/runs/jobs/:id/events', c => {
    const refused = admit(c, parts, 'read')
    const job = parts.service().runs.find(c.req.param('id'))
    if (refused) return respond(c, refused)
    return job === undefined ? respond(c, refusal(c.get('visit').request, 404)) : runEvents(job)
  })
  app.get('/runs/:id/events', c => {
    const refused = admit(c, parts, 'read')
    if (refused) return respond(c, refused)
    return ledgerEvents(parts.service().workspace, c.req.param('id'))
  })
}

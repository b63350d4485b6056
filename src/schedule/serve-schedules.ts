/** The daemon: a scheduler over an open workspace. `model schedule` runs it alone, a server beside its own work. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Manifest, SourceNode } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import { PROJECT_FILE } from '../project/find-project.ts'
import { resolveWebhooks } from '../project/resolve-webhooks.ts'
import type { Project, Schedule } from '../project/types.ts'
import type { RunEvent } from '../run/types.ts'
import { type Claimant, openScheduleLog } from '../state/schedule-log.ts'
import type { Workspace } from '../workspace.ts'
import { type Clock, SYSTEM_CLOCK } from './clock.ts'
import { Persistence } from './persistence.ts'
import { runScheduled } from './run-schedule.ts'
import { Scheduler } from './scheduler.ts'
import type { ScheduleEvent } from './types.ts'
import { watchChanges } from './watch-changes.ts'
import { watchSources } from './watch-sources.ts'
import { Notifier } from './webhooks/notifier.ts'

/** Milliseconds that a scheduled run waits for somebody else's. */
const WAIT_FOR_RUN = 3_600_000

export interface ServeSchedulesOptions {
  /** Stays open; whoever opened it closes it after. */
  readonly workspace: Workspace
  /** Ends the daemon; what runs then is cancelled. */
  readonly signal: AbortSignal
  readonly emit: (event: ScheduleEvent) => void
  /** What the runs themselves say. */
  readonly onRunEvent?: (event: RunEvent, manifest: Manifest) => void
  /** Called with what must not be printed. */
  readonly onSecrets?: (secrets: readonly string[]) => void
  /** Hides what must not be told, in what webhooks are sent. */
  readonly mask?: (text: string) => string
  readonly processId?: number
  readonly clock?: Clock
}

/** The schedules that are in force on the target of a project. */
export function schedulesInForce({ schedules, target }: Project): readonly Schedule[] {
  return schedules.filter(
    ({ enabled, targets }) => enabled && (targets.length === 0 || targets.includes(target.name)),
  )
}

/** Works until the signal is aborted. @throws ModelError M4507 when there is nothing to wait for. */
export async function serveSchedules(options: ServeSchedulesOptions): Promise<void> {
  const { workspace, signal, emit, clock = SYSTEM_CLOCK, onRunEvent = () => undefined } = options
  const { project } = workspace.manifest
  if (schedulesInForce(project).length === 0 && watchedSources(workspace.manifest).length === 0) {
    throw modelError('M4507', { target: project.target.name })
  }
  const { webhooks, secrets } = resolveWebhooks(project)
  options.onSecrets?.(secrets)
  let { manifest } = workspace
  const seen = (fresh: Manifest) => {
    manifest = fresh
  }
  const claimant = claimantOf(options.processId)
  const { scope } = workspace
  const adapter = await workspace.adapter()
  const log = await openScheduleLog(adapter, scope, claimant)
  const { environment } = scope
  const teller = { project: project.name, target: project.target.name, environment }
  const { mask = (text: string) => text } = options
  const told = { webhooks, teller, adapter, scope, mask }
  const notifier = new Notifier({ ...told, clock, emit, signal })
  const scheduler = new Scheduler({
    clock,
    log,
    daemon: claimant.daemon,
    schedules: schedulesReader(workspace, seen),
    run: run =>
      runScheduled(workspace, run, { wait: WAIT_FOR_RUN, signal, onEvent: onRunEvent, seen }),
    afterRun: (run, summary) => notifier.ran(run, summary),
    emit,
    signal,
  })
  const persistence = new Persistence({ clock, emit, signal })
  const works = [scheduler.run()]
  if (watchedSources(manifest).length > 0) {
    const sources = () => watchedSources(manifest)
    const changed = (news: readonly SourceNode[], count: number) =>
      scheduler.changed(news.map(dependants), count)
    works.push(watchChanges({ adapter, clock, signal, persistence, emit, sources, changed }))
  }
  if (notifier.wantsStaleness) {
    const found = notifier.looked.bind(notifier)
    works.push(watchSources(workspace, { clock, signal, persistence, found }))
  }
  await Promise.all(works)
  await notifier.settled()
}

/** Sources with `refresh_on: change`; one that a seed backs changes by a run alone. */
function watchedSources(manifest: Manifest): readonly SourceNode[] {
  return [...manifest.nodes.values()]
    .filter((node): node is SourceNode => node.kind === 'source' && node.refreshOnChange)
    .filter(({ managed, backedBy }) => managed || backedBy === undefined)
}

/** Selects all that depends on a source. */
const dependants = ({ sourceName, name }: SourceNode) => `source:${sourceName}.${name}+`

/** Names this process in the ledger. */
export function claimantOf(processId: number | undefined): Claimant {
  return {
    daemon: randomUUID(),
    host: hostname(),
    ...(processId !== undefined && { processId }),
  }
}

/** Reads the project again only when its file has changed: this is asked every few seconds. */
function schedulesReader(
  workspace: Workspace,
  seen: (fresh: Manifest) => void,
): () => Promise<readonly Schedule[]> {
  const path = join(workspace.manifest.project.root, PROJECT_FILE)
  let known = schedulesInForce(workspace.manifest.project)
  let before = readFileSync(path, 'utf8')
  return async () => {
    const text = readFileSync(path, 'utf8')
    if (text === before) return known
    const fresh = await workspace.reopen()
    await fresh.close()
    known = schedulesInForce(fresh.manifest.project)
    before = text
    seen(fresh.manifest)
    return known
  }
}

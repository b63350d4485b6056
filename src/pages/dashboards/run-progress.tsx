/** How far a run has got that a button started: as it stood when the page was made, and live where a script is there. */
import type { FC } from 'hono/jsx'
import type { Job } from '../../server/run-queue.ts'
import { words } from '../words.ts'
import { DASHBOARD_WORDS } from './dashboard-words.ts'
import { withQuery } from './filters.ts'
import type { DashboardView } from './item-view.ts'

/** A run that an address names. */
export interface Progress {
  readonly id: string
  /** Undefined: it is forgotten. */
  readonly job: Job | undefined
}

/** The box of a run. Its words for each state go with it, for the script. */
export const RunProgress: FC<{ view: DashboardView; progress: Progress }> = ({
  view,
  progress: { id, job },
}) => {
  const t = words(view.page.language, DASHBOARD_WORDS)
  const href = `${view.path}?${withQuery(view.page.query, {})}`
  const state = stateOf(job)
  return (
    <div
      class="run-progress"
      id="run"
      role="status"
      data-run={
        state === 'ended' || job === undefined
          ? undefined
          : `/api/runs/${encodeURIComponent(id)}/events`
      }
      data-queued={t('runQueued')}
      data-waiting={t('runWaiting')}
      data-running={t('runRunning')}
      data-success={t('runSuccess')}
      data-no-op={t('runNothing')}
      data-failed={t('runFailed')}
      data-step={t('runStep', {})}
      data-language={view.page.language}
    >
      <p>
        <strong>{t('runTitle')}</strong> <span data-state>{wordsOf(job, t)}</span>
      </p>
      <progress
        max="1"
        value={state === 'ended' ? '1' : undefined}
        data-bar
        aria-label={t('runTitle')}
      />
      <p class="muted" data-now>
        {state === 'ended' ? '' : t('runReloadPlain')}
      </p>
      <p>
        <a href={href} data-follow>
          {t('runReload')}
        </a>
        {job !== undefined && (
          <a href={view.page.links.to(`/runs/jobs/${id}`)}>{t('runDetails')}</a>
        )}
      </p>
    </div>
  )
}

function stateOf(job: Job | undefined): Job['state'] {
  return job?.state ?? 'ended'
}

function wordsOf(
  job: Job | undefined,
  t: ReturnType<typeof words<typeof DASHBOARD_WORDS>>,
): string {
  if (job === undefined) return t('runUnknown')
  if (job.state === 'queued') return t('runQueued')
  if (job.state === 'running') return t('runRunning')
  const status = job.outcome?.status
  if (status === 'success') return t('runSuccess')
  return status === 'no-op' ? t('runNothing') : t('runFailed')
}

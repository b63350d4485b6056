/** A run that this server was asked for, while it waits and goes: from memory, however busy the database is. */
import type { Job, RunMessage } from '../../server/run-queue.ts'
import type { Page, PageContent } from '../page.ts'
import { words } from '../words.ts'
import { ReloadWithoutScript } from './reload-without-script.tsx'
import { RUN_WORDS } from './run-words.ts'
import { StatusTag } from './status-tag.tsx'

/** Lines of what was said last. */
const LAST_LINES = 200

/** Its content. */
export function jobPage(page: Page, job: Job): PageContent {
  const t = words(page.language, RUN_WORDS)
  const { done, total } = progressOf(job)
  const path = page.links.to(`/runs/jobs/${job.id}`)
  const isOver = job.state === 'ended'
  const body = (
    <>
      <p class="crumbs">
        <a href={page.links.to('/runs')}>{t('runs')}</a>
      </p>
      <div class="page-head">
        <h1>
          {t('run')} <span class="muted">{job.invocation}</span>
        </h1>
        <span data-live-status>
          <StatusTag page={page} status={isOver ? 'error' : job.state} />
        </span>
      </div>
      {isOver && <p>{t('notBegun', { message: job.failure?.message ?? '' })}</p>}
      {!isOver && (
        <section
          class="card live"
          data-live={`${path}/events`}
          data-live-done={path}
          data-progress={t('progress')}
        >
          <ReloadWithoutScript seconds={2} />
          <p role="status" data-live-text>
            {total === undefined
              ? t(job.state === 'queued' ? 'waiting' : 'beginning')
              : t('progress', { done, total })}
          </p>
          <progress aria-label={t('run')} data-live-bar max={total ?? 1} value={done} />
          <ol class="plain live-log" data-live-log>
            {job.messages
              .filter(({ event }) => event === 'node' || event === 'check')
              .slice(-LAST_LINES)
              .map(({ data }) => (
                <li>
                  <StatusTag page={page} status={String(data['status'])} /> {String(data['name'])}
                </li>
              ))}
          </ol>
        </section>
      )}
    </>
  )
  return { title: t('run'), section: 'runs', body, scripts: ['runs.js'], styles: ['runs.css'] }
}

/** How far it is, by what was said. */
export function progressOf({ messages }: { readonly messages: readonly RunMessage[] }): {
  readonly done: number
  readonly total: number | undefined
} {
  const started = messages.find(({ event }) => event === 'started')
  const done = messages.filter(({ event }) => event === 'node').length
  const total = started?.data['total']
  return { done, total: typeof total === 'number' ? Math.max(total, done) : undefined }
}

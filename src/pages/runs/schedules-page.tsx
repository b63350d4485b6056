/** Schedules: what is run when, the next due times, and what became of the last one. */
import type { FC } from 'hono/jsx'
import type { ListedSchedule } from '../../schedule/list-schedules.ts'
import type { Page, PageContent } from '../page.ts'
import { labelled } from '../shell/cells.ts'
import { Empty } from '../shell/messages.tsx'
import { words } from '../words.ts'
import { RUN_WORDS } from './run-words.ts'
import { StatusTag } from './status-tag.tsx'

/** Its content. */
export function schedulesPage(page: Page, schedules: readonly ListedSchedule[]): PageContent {
  const t = words(page.language, RUN_WORDS)
  const body = (
    <>
      <p class="crumbs">
        <a href={page.links.to('/runs')}>{t('runs')}</a>
      </p>
      <div class="page-head">
        <h1>{t('schedules')}</h1>
      </div>
      {schedules.length === 0 ? (
        <Empty title={t('noSchedules')} command="model schedule --help">
          {t('noSchedulesDo')}
        </Empty>
      ) : (
        <div class="scroll" tabindex={0} role="region" aria-label={t('schedules')}>
          <table class="stacked">
            <thead>
              <tr>
                <th scope="col">{t('schedule')}</th>
                <th scope="col">{t('timing')}</th>
                <th scope="col">{t('does')}</th>
                <th scope="col">{t('next')}</th>
                <th scope="col">{t('last')}</th>
              </tr>
            </thead>
            <tbody>
              {schedules.map(listed => (
                <Row page={page} listed={listed} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
  return { title: t('schedules'), section: 'runs', body, styles: ['runs.css'] }
}

interface RowProps {
  readonly page: Page
  readonly listed: ListedSchedule
}

const Row: FC<RowProps> = ({ page, listed }) => {
  const t = words(page.language, RUN_WORDS)
  const { schedule, inForce, next } = listed
  return (
    <tr>
      <th scope="row">{schedule.name}</th>
      <td {...labelled(page, t('timing'))}>
        <code>{schedule.cron}</code> <span class="muted">{schedule.timezone}</span>
      </td>
      <td {...labelled(page, t('does'))} class="wrap">
        <code>
          {schedule.command} {schedule.select.join(' ')}
        </code>
      </td>
      <td {...labelled(page, t('next'))}>
        {inForce ? (
          <ul class="plain flowing">
            {next.map(({ starts }) => (
              <li class="nowrap">
                <time datetime={starts.toISOString()}>{page.format.dateTime(starts)}</time>
              </li>
            ))}
          </ul>
        ) : (
          <span class="tag">{schedule.enabled ? t('notInForce') : t('disabled')}</span>
        )}
      </td>
      <td {...labelled(page, t('last'))}>
        <Last page={page} listed={listed} />
      </td>
    </tr>
  )
}

const Last: FC<RowProps> = ({ page, listed: { last } }) => {
  const t = words(page.language, RUN_WORDS)
  if (last === undefined) return <span class="muted">{t('never')}</span>
  const status = last.status ?? (last.alive ? 'running' : 'interrupted')
  const when = page.format.dateTime(last.claimedAt)
  return (
    <>
      <StatusTag page={page} status={status} />{' '}
      {last.runId === null ? (
        <span class="nowrap">{when}</span>
      ) : (
        <a class="nowrap" href={page.links.to(`/runs/${last.runId}`)}>
          {when}
        </a>
      )}
      {last.message && <div class="muted small wrap">{last.message}</div>}
    </>
  )
}

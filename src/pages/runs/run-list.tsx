/** The list of runs: filters in the address, a page at a time, and what can be started. */
import type { FC } from 'hono/jsx'
import type { RunTally } from '../../state/run-log.ts'
import type { RunRecord } from '../../state/types.ts'
import type { Page, PageContent } from '../page.ts'
import { labelled } from '../shell/cells.ts'
import { Empty } from '../shell/messages.tsx'
import { words } from '../words.ts'
import { RUN_WORDS } from './run-words.ts'
import { StatusTag, statusWord } from './status-tag.tsx'

/** Statuses that a run can have. */
export const RUN_STATUSES = ['success', 'error', 'interrupted', 'no-op', 'running'] as const

export interface RunListing {
  readonly runs: readonly RunRecord[]
  readonly tallies: ReadonlyMap<string, RunTally>
  readonly commands: readonly string[]
  /** What was asked for. */
  readonly asked: {
    readonly status?: string
    readonly command?: string
    readonly before?: string
  }
  /** There are older ones. */
  readonly hasMore: boolean
  /** Run endpoints that can be started without values, by their path. */
  readonly startable: readonly { readonly path: string; readonly title: string }[]
}

/** Its content. */
export function runListPage(page: Page, listing: RunListing): PageContent {
  const t = words(page.language, RUN_WORDS)
  const { runs, asked, commands } = listing
  const isFiltered = asked.status !== undefined || asked.command !== undefined
  const isNew = commands.length === 0
  const body = (
    <>
      <div class="page-head">
        <h1>{t('runs')}</h1>
        <a href={page.links.to('/schedules')}>{t('schedules')}</a>
      </div>
      {!isNew && <Filters page={page} listing={listing} />}
      {runs.length > 0 && <RunTable page={page} listing={listing} />}
      {runs.length === 0 && !isNew && (
        <Empty title={t('noMatch')}>
          <a href={page.links.to('/runs')}>{t(isFiltered ? 'clear' : 'newest')}</a>
        </Empty>
      )}
      {isNew && (
        <Empty title={t('noRuns')} command="model build">
          {t('noRunsDo')}
        </Empty>
      )}
      <Paging page={page} listing={listing} />
      <Startable page={page} listing={listing} />
    </>
  )
  return { title: t('runs'), section: 'runs', body, styles: ['runs.css'] }
}

interface ListProps {
  readonly page: Page
  readonly listing: RunListing
}

const Filters: FC<ListProps> = ({ page, listing: { asked, commands } }) => {
  const t = words(page.language, RUN_WORDS)
  return (
    <form class="filters" method="get" action={page.links.to('/runs')}>
      <label>
        {t('status')}
        <select name="status">
          <option value="">{t('allCommands')}</option>
          {RUN_STATUSES.map(status => (
            <option value={status} selected={status === asked.status}>
              {statusWord(page, status)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('command')}
        <select name="command">
          <option value="">{t('allCommands')}</option>
          {commands.map(command => (
            <option value={command} selected={command === asked.command}>
              {command}
            </option>
          ))}
        </select>
      </label>
      <span class="filter-buttons">
        <button type="submit">{t('filter')}</button>
        {(asked.status ?? asked.command) !== undefined && (
          <a class="button quiet-link" href={page.links.to('/runs')}>
            {t('clear')}
          </a>
        )}
      </span>
    </form>
  )
}

const RunTable: FC<ListProps> = ({ page, listing: { runs, tallies } }) => {
  const t = words(page.language, RUN_WORDS)
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={t('runs')}>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">{t('started')}</th>
            <th scope="col">{t('status')}</th>
            <th scope="col">{t('command')}</th>
            <th scope="col" class="number">
              {t('took')}
            </th>
            <th scope="col">{t('nodes')}</th>
            <th scope="col">{t('checks')}</th>
            <th scope="col">{t('invocation')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(run => (
            <RunRow page={page} run={run} tally={tallies.get(run.runId)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const RunRow: FC<{ page: Page; run: RunRecord; tally: RunTally | undefined }> = ({
  page,
  run,
  tally,
}) => {
  const { format, links, now } = page
  const t = words(page.language, RUN_WORDS)
  const age = (now.getTime() - Date.parse(run.startedAt)) / 1000
  const until = run.endedAt === null ? now.getTime() : Date.parse(run.endedAt)
  return (
    <tr>
      <th scope="row" class="nowrap">
        <a href={links.to(`/runs/${run.runId}`)}>
          <time datetime={run.startedAt}>{format.dateTime(run.startedAt)}</time>
        </a>{' '}
        <span class="muted small">{format.ago(Math.max(0, age))}</span>
      </th>
      <td class="beside">
        <StatusTag page={page} status={run.status} />
      </td>
      <td {...labelled(page, t('command'))}>{run.command}</td>
      <td class="number nowrap" {...labelled(page, t('took'))}>
        {format.duration(Math.max(0, until - Date.parse(run.startedAt)) / 1000)}
      </td>
      <td {...labelled(page, t('nodes'))} class={tally?.nodes ? undefined : 'absent'}>
        <Counts page={page} counts={tally?.nodes ?? {}} />
      </td>
      <td {...labelled(page, t('checks'))} class={tally?.checks ? undefined : 'absent'}>
        <Counts page={page} counts={tally?.checks ?? {}} />
      </td>
      <td class="wrap">
        <code>{run.invocation}</code>
      </td>
    </tr>
  )
}

/** `25 success, 1 error`: what is bad in its colour. */
const Counts: FC<{ page: Page; counts: Readonly<Record<string, number>> }> = ({ page, counts }) => {
  const entries = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return <span class="muted">–</span>
  return (
    <>
      {entries.map(([status, count], at) => (
        <span class="nowrap">
          {at > 0 && ', '}
          {page.format.number(count)} {statusWord(page, status)}
        </span>
      ))}
    </>
  )
}

const Paging: FC<ListProps> = ({ page, listing: { runs, asked, hasMore } }) => {
  const t = words(page.language, RUN_WORDS)
  const { status, command } = asked
  const last = runs.at(-1)?.runId
  if (asked.before === undefined && !hasMore) return null
  return (
    <nav class="pages" aria-label={t('runs')}>
      {asked.before !== undefined && (
        <a href={page.links.to('/runs', { status, command })}>{t('newest')}</a>
      )}
      {hasMore && (
        <a href={page.links.to('/runs', { status, command, before: last })}>{t('older')} →</a>
      )}
    </nav>
  )
}

/** A form for each, so that it works without a script; the door lets in whoever may run. */
const Startable: FC<ListProps> = ({ page, listing: { startable } }) => {
  const t = words(page.language, RUN_WORDS)
  if (startable.length === 0) return null
  return (
    <section class="block" aria-labelledby="start">
      <h2 id="start">{t('startRun')}</h2>
      <p class="muted">{t('startHint')}</p>
      <ul class="plain start-runs">
        {startable.map(({ path, title }) => (
          <li>
            <form method="post" action={page.links.to('/runs/start')}>
              <input type="hidden" name="path" value={path} />
              <button type="submit">
                {t('start')} <code>{title}</code>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  )
}

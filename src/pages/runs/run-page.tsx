/** The page of a run: what became of it, its timeline and critical path, what is not well, and every result. */
import type { FC } from 'hono/jsx'
import { nodeLabel } from '../../server/run-queue.ts'
import type { Page, PageContent } from '../page.ts'
import { Empty } from '../shell/messages.tsx'
import { words } from '../words.ts'
import { nodePath } from './node-path.ts'
import { ReloadWithoutScript } from './reload-without-script.tsx'
import { ResultTable } from './result-table.tsx'
import { MOST_TROUBLES, type RunView, TROUBLES } from './run-view.ts'
import { RUN_WORDS } from './run-words.ts'
import { StatusTag } from './status-tag.tsx'
import { RunTimeline, resultAnchor } from './timeline.tsx'
import { Trouble } from './trouble.tsx'

interface ViewProps {
  readonly page: Page
  readonly view: RunView
}

/** Its content. */
export function runPage(page: Page, view: RunView): PageContent {
  const t = words(page.language, RUN_WORDS)
  const { run, results, timeline } = view
  const isRunning = run.status === 'running'
  const title = `${t('run')} ${run.command}, ${page.format.dateTime(run.startedAt)}`
  const body = (
    <>
      <p class="crumbs">
        <a href={page.links.to('/runs')}>{t('runs')}</a>
      </p>
      <div class="page-head">
        <h1>
          {run.command} <span class="muted">{page.format.dateTime(run.startedAt)}</span>
        </h1>
        <StatusTag page={page} status={run.status} />
      </div>
      {isRunning && <Running page={page} view={view} />}
      {run.message !== undefined && (
        <p class="notice bad message-text" role="alert">
          {run.message}
        </p>
      )}
      <Summary page={page} view={view} />
      {timeline.lanes.length > 0 && <Drawn page={page} view={view} />}
      <Troubles page={page} view={view} />
      <HeldBack page={page} view={view} />
      {results.length > 0 ? (
        <ResultTable page={page} view={view} />
      ) : (
        !isRunning &&
        run.message === undefined && (
          <div class="block">
            <Empty title={t('noResults')} />
          </div>
        )
      )}
    </>
  )
  return { title, section: 'runs', body, scripts: ['runs.js'], styles: ['runs.css'] }
}

/** Reloads as results come: by its module, without one by itself. */
const Running: FC<ViewProps> = ({ page, view: { run, results } }) => {
  const t = words(page.language, RUN_WORDS)
  const { format, now } = page
  const since = (now.getTime() - Date.parse(run.startedAt)) / 1000
  const heard = Math.max(
    Date.parse(run.startedAt),
    ...results.map(({ endedAt }) => Date.parse(endedAt)),
  )
  const silence = Math.max(0, (now.getTime() - heard) / 1000)
  return (
    <section class="card live" data-live={`${page.links.to(`/runs/${run.runId}`)}/events`}>
      <ReloadWithoutScript seconds={5} />
      <p role="status">
        <b>{t('runningSince', { time: format.duration(since) })}</b>{' '}
        <span data-live-count>{format.number(results.length)}</span> {t('soFar')}
      </p>
      <ol class="plain live-log" data-live-log />
      {silence > 60 && <p class="muted">{t('lastHeard', { ago: format.ago(silence) })}</p>}
    </section>
  )
}

const Summary: FC<ViewProps> = ({ page, view: { run, results } }) => {
  const t = words(page.language, RUN_WORDS)
  const { format, now } = page
  const until = run.endedAt === null ? now.getTime() : Date.parse(run.endedAt)
  const count = (kind: string) => results.filter(result => result.kind === kind).length
  return (
    <>
      <div class="figures">
        <Figure
          value={format.duration((until - Date.parse(run.startedAt)) / 1000)}
          name={t('took')}
        />
        <Figure value={format.number(count('node'))} name={t('nodes')} />
        <Figure value={format.number(count('check'))} name={t('checks')} />
        <Figure
          value={format.number(results.filter(({ status }) => TROUBLES.has(status)).length)}
          name={t('failures')}
        />
      </div>
      <dl class="facts block">
        <Fact name={t('invocation')} value={<code>{run.invocation}</code>} />
        <Fact name={t('started')} value={<Time page={page} at={run.startedAt} />} />
        {run.endedAt !== null && (
          <Fact name={t('ended')} value={<Time page={page} at={run.endedAt} />} />
        )}
        <Fact name={t('asOf')} value={<Time page={page} at={run.asOf} />} />
        <Fact name={t('target')} value={run.target} />
        {run.seedPath !== undefined && (
          <Fact name={t('seedPath')} value={<code>{run.seedPath}</code>} />
        )}
        {run.processId !== undefined && (
          <Fact name={t('process')} value={`${run.processId}${run.host ? `, ${run.host}` : ''}`} />
        )}
      </dl>
    </>
  )
}

const Figure: FC<{ value: string; name: string }> = ({ value, name }) => (
  <div class="figure">
    <b>{value}</b>
    <span>{name}</span>
  </div>
)

const Fact: FC<{ name: string; value: unknown }> = ({ name, value }) => (
  <>
    <dt>{name}</dt>
    <dd>{value as string}</dd>
  </>
)

const Time: FC<{ page: Page; at: string }> = ({ page, at }) => (
  <time datetime={at} title={at}>
    {page.format.dateTime(at)}
  </time>
)

const Drawn: FC<ViewProps> = ({ page, view: { timeline, critical, manifest } }) => {
  const t = words(page.language, RUN_WORDS)
  const label = (id: string) => nodeLabel(manifest, id)
  return (
    <section class="block" aria-labelledby="timeline">
      <h2 id="timeline">{t('timeline')}</h2>
      <RunTimeline
        page={page}
        timeline={timeline}
        label={label}
        critical={new Set(critical?.nodes)}
      />
      {critical !== undefined && critical.nodes.length > 1 && (
        <>
          <h3>
            <span class="swatch" /> {t('criticalPath')}
          </h3>
          <p class="muted">
            {t('criticalPathHelp', { time: page.format.duration(critical.seconds) })}
          </p>
          <ol class="path">
            {critical.nodes.map(id => (
              <li>
                <a href={`#${resultAnchor(id)}`}>{label(id)}</a>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

/** Nothing of theirs is wrong, so each reason is said once; the table has them all. */
const HeldBack: FC<ViewProps> = ({ page, view: { results } }) => {
  const t = words(page.language, RUN_WORDS)
  const reasons = new Map<string, number>()
  for (const { status, message } of results)
    if (status === 'held') reasons.set(message, (reasons.get(message) ?? 0) + 1)
  if (reasons.size === 0) return null
  return (
    <section class="block" aria-labelledby="held">
      <h2 id="held">{t('heldBack')}</h2>
      <p class="muted">{t('heldBackHelp')}</p>
      <ul class="plain">
        {[...reasons].map(([message, count]) => (
          <li class="wrap">
            <b>{page.format.number(count)}</b> {message}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Troubles: FC<ViewProps> = ({ page, view: { results, manifest } }) => {
  const t = words(page.language, RUN_WORDS)
  const troubles = results.filter(({ status }) => TROUBLES.has(status))
  if (troubles.length === 0) return null
  return (
    <section class="block" aria-labelledby="troubles">
      <h2 id="troubles">{t('failures')}</h2>
      <div class="stack">
        {troubles.slice(0, MOST_TROUBLES).map(result => {
          const node = manifest.nodes.get(result.node)
          return (
            <Trouble
              page={page}
              result={result}
              label={nodeLabel(manifest, result.node)}
              href={nodePath(page, manifest, result.node)}
              test={node?.kind === 'test' ? node : undefined}
            />
          )
        })}
      </div>
    </section>
  )
}

/** The first page: what the project is made of, what stands, and what needs somebody. */
import type { FC } from 'hono/jsx'
import type { Node } from '../../compile/manifest.ts'
import type { RunRecord } from '../../state/types.ts'
import type { StateNow } from '../../workspace/state-now.ts'
import type { PageContent } from '../page.ts'
import { Empty } from '../shell/messages.tsx'
import { CareCard } from './care-card.tsx'
import type { DocumentationWord } from './documentation-words.ts'
import { NodeLink, StateNotice, When, withCode } from './parts.tsx'
import { SchemaTable } from './schema-table.tsx'
import { resultState, StateTag } from './state-tag.tsx'
import { secondsSince, type View } from './view.ts'

/** Nodes that are listed on this page; the others are behind a link. */
const MOST = 12

/** Its content. */
export function overviewPage(view: View): PageContent {
  const { page, state, t } = view
  const body = (
    <>
      <div class="page-head">
        <h1>{page.project}</h1>
        {state && <LastRun view={view} run={state.runs[0]} />}
      </div>
      <StateNotice view={view} />
      <Counts view={view} />
      {state && state.runs.length === 0 && (
        <div class="block">
          <Empty title={t('noRun')} command="model build">
            {t('noRunDo')}
          </Empty>
        </div>
      )}
      {state && state.runs.length > 0 && (
        <>
          <div class="grid block">
            <Failing view={view} state={state} />
            <NotFresh view={view} state={state} />
            <CareCard view={view} />
          </div>
          <SchemaTable view={view} state={state} />
        </>
      )}
    </>
  )
  return { title: t('overview'), section: 'overview', body }
}

const COUNTED: readonly (readonly [Node['kind'], DocumentationWord])[] = [
  ['model', 'countModel'],
  ['source', 'countSource'],
  ['seed', 'countSeed'],
  ['test', 'countTest'],
  ['endpoint', 'countEndpoint'],
  ['exposure', 'countExposure'],
]

const Counts: FC<{ view: View }> = ({ view: { documentation, page, t } }) => {
  const counts = new Map<string, number>()
  for (const { kind } of documentation.manifest.nodes.values())
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const { links, format } = page
  return (
    <div class="figures">
      {COUNTED.filter(([kind]) => counts.has(kind)).map(([kind, word]) => {
        const count = counts.get(kind)!
        const figure = (
          <>
            <b>{format.number(count)}</b>
            <span>{t(word, { count })}</span>
          </>
        )
        // A static site lists no tests: each stands with what it tests.
        if (!links.isServed && kind === 'test') return <div class="figure">{figure}</div>
        return (
          <a class="figure" href={links.to('/models', { kind })}>
            {figure}
          </a>
        )
      })}
    </div>
  )
}

const LastRun: FC<{ view: View; run: RunRecord | undefined }> = ({ view, run }) => {
  if (run === undefined) return null
  const { page, t } = view
  const ended = run.endedAt ?? run.startedAt
  const seconds = (Date.parse(ended) - Date.parse(run.startedAt)) / 1000
  const line = t('runLine', {
    command: `model ${run.command}`,
    target: run.target,
    ago: page.links.isServed
      ? page.format.ago(secondsSince(page, ended))
      : `${page.format.dateTime(ended)} UTC`,
  })
  return (
    <p class="lead">
      {t('lastRun')}:{' '}
      {page.links.isServed ? (
        <a href={page.links.to(`/runs/${encodeURIComponent(run.runId)}`)}>{line}</a>
      ) : (
        line
      )}{' '}
      <StateTag language={page.language} state={resultState(run.status)} />
      {run.endedAt !== null && ` ${t('took', { duration: page.format.duration(seconds) })}`}
    </p>
  )
}

interface StateProps {
  readonly view: View
  readonly state: StateNow
}

const Failing: FC<StateProps> = ({ view, state }) => {
  const { nodes } = view.documentation.manifest
  const failed = [...state.latest.values()].filter(
    ({ node, status }) => nodes.has(node) && (status === 'error' || status === 'fail'),
  )
  const { t, page } = view
  return (
    <section class="card">
      <h2>
        {t('failing')} {failed.length > 0 && <span class="tag bad">{failed.length}</span>}
      </h2>
      {failed.length === 0 && <p class="muted">{t('nothingFails')}</p>}
      <ul class="plain rows">
        {failed.slice(0, MOST).map(({ node, message }) => (
          <li>
            <NodeLink view={view} id={node} />
            <div class="small muted wrap">{firstLine(message)}</div>
          </li>
        ))}
      </ul>
      {failed.length > MOST && page.links.isServed && (
        <a href={page.links.to('/models', { state: 'failed' })}>
          {t('allOf', { count: failed.length })}
        </a>
      )}
    </section>
  )
}

const NotFresh: FC<StateProps> = ({ view, state }) => {
  const rows = [...state.status.values()].filter(row => row.state !== 'fresh')
  const { t, page } = view
  return (
    <section class="card">
      <h2>
        {t('staleNow')} {rows.length > 0 && <span class="tag warn">{rows.length}</span>}
      </h2>
      {rows.length === 0 && <p class="muted">{t('nothingStale')}</p>}
      <ul class="plain rows">
        {rows.slice(0, MOST).map(row => (
          <li>
            <NodeLink view={view} id={row.unique_id} withState />
            <div class="small muted wrap">
              {row.reasons.map(({ text }) => text).join('; ')}
              {row.refreshed_at !== null && row.reasons.length === 0 && (
                <When view={view} time={row.refreshed_at} />
              )}
            </div>
          </li>
        ))}
      </ul>
      {rows.length > MOST && page.links.isServed && (
        <p>
          <a href={page.links.to('/models', { state: 'notfresh' })}>
            {t('allOf', { count: rows.length })}
          </a>
        </p>
      )}
      {rows.length > 0 && <p class="small muted">{withCode(t('staleDo'))}</p>}
    </section>
  )
}

const firstLine = (text: string) => text.split('\n')[0]!.slice(0, 200)

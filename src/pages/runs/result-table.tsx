/** Every result of a run, the worst first, a page at a time. */
import type { FC } from 'hono/jsx'
import { nodeLabel } from '../../server/run-queue.ts'
import type { PastResult } from '../../state/history.ts'
import type { Page } from '../page.ts'
import { Breakable } from '../shell/breakable.tsx'
import { labelled } from '../shell/cells.ts'
import { words } from '../words.ts'
import { nodePath } from './node-path.ts'
import { type RunView, toldInFull } from './run-view.ts'
import { RUN_WORDS } from './run-words.ts'
import { StatusTag } from './status-tag.tsx'
import { resultAnchor } from './timeline.tsx'

/** Rows of a page: more would make it heavier than it may be. */
const ROWS = 150

interface TableProps {
  readonly page: Page
  readonly view: RunView
}

/** The table and the links to its other pages. */
export const ResultTable: FC<TableProps> = ({ page, view }) => {
  const t = words(page.language, RUN_WORDS)
  const { results } = view
  const from = startOf(page.query.get('from'), results.length)
  const told = toldInFull(results)
  return (
    <section class="block">
      <h2 id="results">{t('results')}</h2>
      <div class="scroll" tabindex={0} role="region" aria-labelledby="results">
        <table class="stacked">
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('status')}</th>
              <th scope="col" class="number">
                {t('took')}
              </th>
              <th scope="col" class="number">
                {t('rows')}
              </th>
              <th scope="col">{t('message')}</th>
            </tr>
          </thead>
          <tbody>
            {results.slice(from, from + ROWS).map(result => (
              <ResultRow
                page={page}
                view={view}
                result={result}
                hasAnchor={!told.has(result.node)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Pages page={page} from={from} total={results.length} path={`/runs/${view.run.runId}`} />
    </section>
  )
}

function startOf(asked: string | null, total: number): number {
  const from = Number(asked ?? 0)
  return Number.isSafeInteger(from) && from > 0 && from < total ? from : 0
}

/** What the database says of them is no news on a phone. */
const WELL: ReadonlySet<string> = new Set(['success', 'pass', 'no-op'])

interface RowProps extends TableProps {
  readonly result: PastResult
  readonly hasAnchor: boolean
}

const ResultRow: FC<RowProps> = ({ page, view: { manifest }, result, hasAnchor }) => {
  const t = words(page.language, RUN_WORDS)
  const { format } = page
  const label = nodeLabel(manifest, result.node)
  const path = nodePath(page, manifest, result.node)
  const rows = result.kind === 'node' ? result.rows : result.failures
  const isSaid = rows !== null && (rows > 0 || result.kind === 'node')
  const anchor = hasAnchor ? { id: resultAnchor(result.node) } : {}
  return (
    <tr {...anchor}>
      <th scope="row" class="wrap">
        {path === undefined ? (
          <Breakable text={label} />
        ) : (
          <a href={path}>
            <Breakable text={label} />
          </a>
        )}
        {result.kind === 'check' && <span class="muted small"> {t('check')}</span>}
      </th>
      <td class="beside">
        <StatusTag page={page} status={result.status} />
      </td>
      <td class="number nowrap beside muted">
        {result.status !== 'skipped' && format.duration(result.seconds)}
      </td>
      <td class={isSaid ? 'number' : 'number absent'} {...labelled(page, t('rows'))}>
        {rows === null ? '–' : format.number(rows)}
      </td>
      <td class={WELL.has(result.status) ? 'wrap absent' : 'wrap'}>
        {hasAnchor ? (
          result.message
        ) : (
          <a href={`#${resultAnchor(result.node)}`}>{result.message}</a>
        )}
      </td>
    </tr>
  )
}

interface PagesProps {
  readonly page: Page
  readonly from: number
  readonly total: number
  readonly path: string
}

const Pages: FC<PagesProps> = ({ page, from, total, path }) => {
  const t = words(page.language, RUN_WORDS)
  if (total <= ROWS) return null
  const at = (start: number) => page.links.to(path, { from: String(start) })
  return (
    <nav class="pages" aria-label={t('results')}>
      {from > 0 && <a href={at(Math.max(0, from - ROWS))}>←</a>}
      <span>
        {page.format.number(from + 1)}–{page.format.number(Math.min(total, from + ROWS))} /{' '}
        {page.format.number(total)}
      </span>
      {from + ROWS < total && <a href={at(from + ROWS)}>→</a>}
    </nav>
  )
}

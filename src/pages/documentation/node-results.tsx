/** How a node went in the last runs. */
import type { FC } from 'hono/jsx'
import type { PastResult } from '../../state/history.ts'
import { LABELS, labelled } from '../shell/cells.ts'
import { Block, When } from './parts.tsx'
import { resultState, StateTag } from './state-tag.tsx'
import type { View } from './view.ts'

/** The table; nothing where there is no result. */
export const ResultTable: FC<{
  readonly view: View
  readonly results: readonly PastResult[]
}> = ({ view, results }) => {
  const { t, page } = view
  if (results.length === 0) return null
  return (
    <Block title={t('results')} id="results">
      <div class="scroll">
        <table class="stacked of-results">
          <thead>
            <tr>
              <th scope="col">{t('when')}</th>
              <th scope="col">{t('result')}</th>
              <th scope="col" class="number" {...LABELS}>
                {t('duration')}
              </th>
              <th scope="col" class="number" {...LABELS}>
                {t('rows')}
              </th>
              <th scope="col">{t('message')}</th>
            </tr>
          </thead>
          <tbody>
            {results.map(one => (
              <tr>
                <td>
                  {page.links.isServed ? (
                    <a href={page.links.to(`/runs/${encodeURIComponent(one.runId)}`)}>
                      <When view={view} time={one.endedAt} />
                    </a>
                  ) : (
                    <When view={view} time={one.endedAt} />
                  )}
                </td>
                <td>
                  <StateTag language={page.language} state={resultState(one.status)} />
                </td>
                <td class="number" {...labelled(page, t('duration'))}>
                  {page.format.duration(one.seconds)}
                </td>
                <td class="number" {...labelled(page, t('rows'))}>
                  {rowsOf(one, page.format.number)}
                </td>
                <td class="wrap">{one.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Block>
  )
}

function rowsOf({ rows, failures, kind }: PastResult, write: (value: number) => string): string {
  const count = kind === 'check' ? failures : rows
  return count === null ? '' : write(count)
}

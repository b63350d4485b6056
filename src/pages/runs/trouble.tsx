/** A result that is not well: message, place in the template, rows that a check found, the query that found them. */
import type { FC } from 'hono/jsx'
import type { TestNode } from '../../compile/manifest.ts'
import type { PastResult } from '../../state/history.ts'
import type { ResultDetail } from '../../state/types.ts'
import type { Page } from '../page.ts'
import { labelled } from '../shell/cells.ts'
import { words } from '../words.ts'
import { RUN_WORDS } from './run-words.ts'
import { StatusTag } from './status-tag.tsx'
import { resultAnchor } from './timeline.tsx'

interface TroubleProps {
  readonly page: Page
  readonly result: PastResult
  readonly label: string
  /** Where its page is; undefined for what the project has no more. */
  readonly href: string | undefined
  /** Of a check that the project still has. */
  readonly test: TestNode | undefined
}

/** One of them, as a block. */
export const Trouble: FC<TroubleProps> = ({ page, result, label, href, test }) => {
  const { detail } = result
  return (
    <article class="card trouble" id={resultAnchor(result.node)}>
      <h3>
        <StatusTag page={page} status={result.status} />{' '}
        {href === undefined ? label : <a href={href}>{label}</a>}
        {detail?.code !== undefined && <span class="muted"> {detail.code}</span>}
      </h3>
      {result.message !== '' && <p class="wrap message-text">{result.message}</p>}
      {detail?.place !== undefined && <PlaceOf detail={detail} />}
      {detail?.hint !== undefined && <p class="wrap">{detail.hint}</p>}
      {detail?.sample !== undefined && (
        <Sample page={page} rows={detail.sample} failures={result.failures} />
      )}
      {detail?.sql !== undefined && <Query page={page} sql={detail.sql} test={test} />}
    </article>
  )
}

const PlaceOf: FC<{ detail: ResultDetail }> = ({ detail: { place, excerpt } }) => {
  const { file, line, column } = place!
  return (
    <>
      <p>
        <code>
          {file}:{line}:{column}
        </code>
      </p>
      {excerpt !== undefined && (
        <pre class="excerpt" tabindex={0}>
          {excerpt.lines.map((text, at) => {
            const number = excerpt.first + at
            const isMeant = number === line
            return (
              <>
                <span class={isMeant ? 'meant' : 'muted'}>
                  {isMeant ? '>' : ' '} {String(number).padStart(4)} │ {text}
                </span>
                {'\n'}
                {isMeant && <span class="meant">{`       │ ${' '.repeat(column - 1)}^\n`}</span>}
              </>
            )
          })}
        </pre>
      )}
    </>
  )
}

interface SampleProps {
  readonly page: Page
  readonly rows: NonNullable<ResultDetail['sample']>
  readonly failures: number | null
}

const Sample: FC<SampleProps> = ({ page, rows, failures }) => {
  const t = words(page.language, RUN_WORDS)
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const more = (failures ?? 0) - rows.length
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={t('failingRows')}>
      <table class="stacked named">
        <caption>
          {t('failingRows')}
          {more > 0 && `, ${t('failingMore', { count: more })}`}
        </caption>
        <thead>
          <tr>
            {names.map(name => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr>
              {names.map(name => (
                <Cell value={row[name]} label={labelled(page, name)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Cell: FC<{ value: unknown; label: ReturnType<typeof labelled> }> = ({ value, label }) => {
  if (value === null || value === undefined)
    return (
      <td {...label}>
        <span class="muted">NULL</span>
      </td>
    )
  return (
    <td class={typeof value === 'number' ? 'number' : undefined} {...label}>
      {String(value)}
    </td>
  )
}

const Query: FC<{ page: Page; sql: string; test: TestNode | undefined }> = ({
  page,
  sql,
  test,
}) => {
  const t = words(page.language, RUN_WORDS)
  return (
    <details>
      <summary>{t('failingQuery')}</summary>
      <pre class="excerpt" tabindex={0}>
        {sql}
      </pre>
      {test !== undefined && (
        <p class="muted">
          {t('failingQueryHelp')} <code>model show {test.name}</code>
        </p>
      )}
    </details>
  )
}

/** Beside a node: its state with age and reason, what it reads, and who reads it. */
import type { Child, FC } from 'hono/jsx'
import type { StatusRow } from '../../catalog/status.ts'
import type { Node } from '../../compile/manifest.ts'
import { displayRelation } from '../../sql/relation.ts'
import { Breakable } from '../shell/breakable.tsx'
import { NodeLink, When } from './parts.tsx'
import { nodeState, StateTag } from './state-tag.tsx'
import type { View } from './view.ts'

interface AsideProps {
  readonly view: View
  readonly node: Node
}

/** Neighbours that are listed at once; the others unfold. */
const MOST = 15

/** The aside. */
export const NodeAside: FC<AsideProps> = ({ view, node }) => {
  const { documentation, t } = view
  return (
    <aside class="aside">
      <section class="card">
        <dl class="facts">
          <StateFacts view={view} node={node} />
          {'relation' in node && (
            <Fact name={t('relation')}>
              <code>
                <Breakable text={displayRelation(node.relation)} />
              </code>
            </Fact>
          )}
          <Fact name={t('file')}>
            <span class="mono">
              <Breakable text={node.path} />
            </span>
          </Fact>
          <KindFacts view={view} node={node} />
          {node.tags.length > 0 && (
            <Fact name={t('tags')}>
              {node.tags.map(tag => (
                <>
                  {view.page.links.isServed ? (
                    <a class="tag" href={view.page.links.to('/models', { kind: 'any', tag })}>
                      {tag}
                    </a>
                  ) : (
                    <span class="tag">{tag}</span>
                  )}{' '}
                </>
              ))}
            </Fact>
          )}
        </dl>
      </section>
      <Neighbours view={view} title={t('parents')} ids={documentation.lineage.parents(node.id)} />
      {node.kind !== 'test' && (
        <Neighbours
          view={view}
          title={t('children')}
          ids={documentation.lineage.children(node.id)}
        />
      )}
    </aside>
  )
}

const Fact: FC<{ name: string; children?: Child }> = ({ name, children }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

const StateFacts: FC<AsideProps> = ({ view, node }) => {
  const { state, t, page } = view
  const row = state?.status.get(node.id)
  if (row === undefined) return null
  return (
    <>
      <Fact name={t('state')}>
        <StateTag language={page.language} state={nodeState(state, node.id)} />
      </Fact>
      {row.reasons.length > 0 && (
        <Fact name={t('reasons')}>
          <ul class="plain">
            {row.reasons.map(({ text }) => (
              <li>{text}</li>
            ))}
          </ul>
        </Fact>
      )}
      {row.last_result?.status === 'error' && (
        <Fact name={t('message')}>
          <span class="bad-text">{row.last_result.message}</span>
        </Fact>
      )}
      {row.refreshed_at !== null && (
        <Fact name={t('refreshed')}>
          <When view={view} time={row.refreshed_at} />
        </Fact>
      )}
      <Times view={view} row={row} />
      {row.rows !== null && <Fact name={t('rows')}>{page.format.number(row.rows)}</Fact>}
    </>
  )
}

const Times: FC<{ view: View; row: StatusRow }> = ({ view: { page, t }, row }) => (
  <>
    {row.data_as_of !== null && (
      <Fact name={t('dataAsOf')}>
        <time datetime={row.data_as_of}>{`${page.format.dateTime(row.data_as_of)} UTC`}</time>
      </Fact>
    )}
    {row.run_id !== null && page.links.isServed && (
      <Fact name={t('run')}>
        <a
          class="mono small nowrap"
          href={page.links.to(`/runs/${encodeURIComponent(row.run_id)}`)}
        >
          {row.run_id}
        </a>
      </Fact>
    )}
  </>
)

/** What only one kind has. */
const KindFacts: FC<AsideProps> = ({ view: { t }, node }) => {
  if (node.kind === 'source') {
    const { loader, freshness } = node.declaration
    return (
      <>
        {loader !== undefined && <Fact name={t('loader')}>{loader}</Fact>}
        {freshness !== undefined && <Fact name={t('freshness')}>{freshnessText(freshness)}</Fact>}
      </>
    )
  }
  if (node.kind === 'exposure') {
    const { owner, type } = node.declaration
    return (
      <>
        <Fact name={t('type')}>{type}</Fact>
        {(owner.name || owner.email) && (
          <Fact name={t('owner')}>{[owner.name, owner.email].filter(Boolean).join(', ')}</Fact>
        )}
      </>
    )
  }
  if (node.kind === 'endpoint' && node.definition.kind === 'statement')
    return <Fact name={t('answers')}>{node.definition.response}</Fact>
  if (node.kind === 'test') return <Fact name={t('severity')}>{node.config.severity}</Fact>
  return null
}

type Freshness = NonNullable<(Node & { kind: 'source' })['declaration']['freshness']>

function freshnessText({ warnAfter, errorAfter }: Freshness): string {
  const rule = (word: string, one: Freshness['warnAfter']) =>
    one === undefined ? [] : [`${word} > ${one.count} ${one.period}`]
  return [...rule('warn', warnAfter), ...rule('error', errorAfter)].join(', ')
}

interface NeighboursProps {
  readonly view: View
  readonly title: string
  readonly ids: readonly string[]
}

const Neighbours: FC<NeighboursProps> = ({ view, title, ids }) => {
  const list = (some: readonly string[]) => (
    <ul class="plain flowing">
      {some.map(id => (
        <li>
          <NodeLink view={view} id={id} withState />
        </li>
      ))}
    </ul>
  )
  return (
    <section class="card">
      <h2>
        {title} <span class="count">{ids.length}</span>
      </h2>
      {ids.length > 0 && list(ids.slice(0, MOST))}
      {ids.length > MOST && (
        <details>
          <summary>{view.t('allOf', { count: ids.length })}</summary>
          {list(ids.slice(MOST))}
        </details>
      )}
    </section>
  )
}

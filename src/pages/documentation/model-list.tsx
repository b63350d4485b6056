/** Lists of nodes with filters that stand in the address, a page at a time. */
import type { FC } from 'hono/jsx'
import type { Node, ResourceType } from '../../compile/manifest.ts'
import { markdownLine } from '../markdown.ts'
import type { PageContent } from '../page.ts'
import { fold } from '../search/find.ts'
import { Breakable } from '../shell/breakable.tsx'
import { LABELS, labelled } from '../shell/cells.ts'
import { Empty } from '../shell/messages.tsx'
import { materializationOf, nodeName, nodePath, nodeWhere } from './documentation.ts'
import type { DocumentationWord } from './documentation-words.ts'
import { StateNotice, When } from './parts.tsx'
import { nodeState, StateTag } from './state-tag.tsx'
import type { View } from './view.ts'

/** What is asked for; `any` of a kind, and what is absent, filters nothing. */
export interface ListFilter {
  readonly kind: string
  readonly name?: string
  readonly schema?: string
  readonly tag?: string
  readonly materialized?: string
  readonly state?: string
}

/** Rows of a page: all of it below 200 kB. */
export const PAGE_ROWS = 100

export const LISTED: readonly ResourceType[] = [
  'model',
  'source',
  'seed',
  'test',
  'endpoint',
  'exposure',
]
const STATES = ['fresh', 'stale', 'never', 'missing', 'failed', 'notfresh'] as const

/** The filter of an address. */
export function listFilter(query: URLSearchParams): ListFilter {
  const text = (name: string) => query.get(name) || undefined
  const kind = LISTED.find(one => one === query.get('kind'))
  return {
    kind: kind ?? (query.get('kind') === 'any' ? 'any' : 'model'),
    name: text('name'),
    schema: text('schema'),
    tag: text('tag'),
    materialized: text('materialized'),
    state: text('state'),
  } as ListFilter
}

/** Nodes that a filter chooses, by name. */
export function listedNodes(view: View, filter: ListFilter): readonly Node[] {
  const { manifest } = view.documentation
  const name = fold(filter.name ?? '')
  const chosen = [...manifest.nodes.values()].filter(
    node =>
      (filter.kind === 'any' ? node.kind !== 'test' : node.kind === filter.kind) &&
      (filter.schema === undefined || nodeWhere(node) === filter.schema) &&
      (filter.tag === undefined || node.tags.includes(filter.tag)) &&
      (filter.materialized === undefined || materializationOf(node) === filter.materialized) &&
      (name === '' || fold(nodeName(node)).includes(name)) &&
      hasState(view, node, filter.state),
  )
  return chosen.sort((a, b) => (nodeName(a) < nodeName(b) ? -1 : 1))
}

function hasState({ state }: View, { id }: Node, wanted: string | undefined): boolean {
  if (wanted === undefined) return true
  const word = nodeState(state, id)?.word
  if (wanted === 'notfresh') return word !== undefined && word !== 'fresh' && state!.status.has(id)
  return word === wanted || (wanted === 'failed' && (word === 'fail' || word === 'error'))
}

/** Page `at` (from 0) of a list. */
export function listPage(view: View, filter: ListFilter, at: number): PageContent {
  const { page, t } = view
  const nodes = listedNodes(view, filter)
  const last = Math.max(0, Math.ceil(nodes.length / PAGE_ROWS) - 1)
  const shown = Math.min(at, last)
  const rows = nodes.slice(shown * PAGE_ROWS, (shown + 1) * PAGE_ROWS)
  const isEmptyProject = nodes.length === 0 && isUnfiltered(filter)
  const body = (
    <>
      <div class="page-head">
        <h1>{titleOf(view, filter.kind)}</h1>
        <p class="lead">{page.format.number(nodes.length)}</p>
      </div>
      <StateNotice view={view} />
      {page.links.isServed && <Filters view={view} filter={filter} />}
      {isEmptyProject && (
        <Empty title={t('noModels')} command="model build">
          {t('noModelsDo')}
        </Empty>
      )}
      {nodes.length === 0 && !isEmptyProject && (
        <Empty title={t('noneMatch')}>
          {t('noneMatchDo')}{' '}
          <a href={page.links.to('/models', { kind: filter.kind })}>{t('clear')}</a>
        </Empty>
      )}
      {rows.length > 0 && <Table view={view} nodes={rows} />}
      {last > 0 && (
        <Paging view={view} filter={filter} at={shown} last={last} count={nodes.length} />
      )}
    </>
  )
  return { title: titleOf(view, filter.kind), section: 'models', body }
}

function isUnfiltered({ kind, ...rest }: ListFilter): boolean {
  return kind === 'model' && Object.values(rest).every(value => value === undefined)
}

const TITLES: Readonly<Record<string, DocumentationWord>> = {
  model: 'models',
  source: 'countSource',
  seed: 'countSeed',
  test: 'countTest',
  endpoint: 'countEndpoint',
  exposure: 'countExposure',
  any: 'relations',
}

function titleOf({ t }: View, kind: string): string {
  const title = t(TITLES[kind]!, { count: 2 })
  return title.charAt(0).toUpperCase() + title.slice(1)
}

interface FilterProps {
  readonly view: View
  readonly filter: ListFilter
}

const Filters: FC<FilterProps> = ({ view, filter }) => {
  const { t, page, documentation } = view
  const nodes = [...documentation.manifest.nodes.values()].filter(
    ({ kind }) => filter.kind === 'any' || kind === filter.kind,
  )
  const values = (of: (node: Node) => readonly string[]) => [...new Set(nodes.flatMap(of))].sort()
  const kinds = ['any', ...LISTED].map(kind => [kind, titleOf(view, kind)] as const)
  const isRelation = !['test', 'endpoint', 'exposure'].includes(filter.kind)
  return (
    <form class="filters" method="get" action={page.links.to('/models')} data-submit-on-change>
      <label>
        {t('kind')}
        <select name="kind">
          {kinds.map(([value, label]) => (
            <option value={value} selected={value === filter.kind}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('named')}
        <input type="search" name="name" value={filter.name ?? ''} />
      </label>
      {isRelation && (
        <>
          <Choice
            view={view}
            name="schema"
            value={filter.schema}
            of={values(n => [nodeWhere(n)])}
          />
          <Choice
            view={view}
            name="materialized"
            value={filter.materialized}
            of={values(n => [materializationOf(n)])}
          />
        </>
      )}
      <Choice view={view} name="tag" value={filter.tag} of={values(n => n.tags)} />
      {view.state && (
        <Choice
          view={view}
          name="state"
          value={filter.state}
          of={STATES}
          label={stateLabel(view)}
        />
      )}
      <span class="filter-buttons">
        <button type="submit">{t('filter')}</button>
        {!isUnfiltered({ ...filter, kind: 'model' }) && (
          <a class="button quiet-link" href={page.links.to('/models', { kind: filter.kind })}>
            {t('clear')}
          </a>
        )}
      </span>
    </form>
  )
}

const stateLabel =
  ({ t }: View) =>
  (value: string): string =>
    value === 'notfresh' ? t('staleNow') : t(value as (typeof STATES)[0])

interface ChoiceProps {
  readonly view: View
  readonly name: 'schema' | 'tag' | 'materialized' | 'state'
  readonly value: string | undefined
  readonly of: readonly string[]
  readonly label?: (value: string) => string
}

const Choice: FC<ChoiceProps> = ({ view: { t }, name, value, of, label = text => text }) =>
  of.length < 2 && value === undefined ? null : (
    <label>
      {t(name)}
      <select name={name}>
        <option value="">{t('any')}</option>
        {of.map(one => (
          <option value={one} selected={one === value}>
            {label(one)}
          </option>
        ))}
      </select>
    </label>
  )

const Table: FC<{ view: View; nodes: readonly Node[] }> = ({ view, nodes }) => {
  const { t } = view
  return (
    <div class="scroll">
      <table class="stacked terse">
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('schema')}</th>
            <th scope="col">{t('kind')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{t('refreshed')}</th>
            <th scope="col" class="number" {...LABELS}>
              {t('rows')}
            </th>
            <th scope="col" {...LABELS}>
              {t('tests')}
            </th>
            <th scope="col">{t('description')}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(node => (
            <Row view={view} node={node} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Row: FC<{ view: View; node: Node }> = ({ view, node }) => {
  const { page, state, t } = view
  const row = state?.status.get(node.id)
  return (
    <tr>
      <th scope="row">
        <a href={page.links.to(nodePath(node.id))}>
          <Breakable text={nodeName(node)} />
        </a>
      </th>
      <td>{nodeWhere(node)}</td>
      <td class="nowrap">{materializationOf(node)}</td>
      <td class="beside">
        <StateTag language={page.language} state={nodeState(state, node.id)} />
      </td>
      <td>{row?.refreshed_at != null && <When view={view} time={row.refreshed_at} />}</td>
      <td class="number" {...labelled(page, t('rows'))}>
        {row?.rows != null && page.format.number(row.rows)}
      </td>
      <td class="nowrap" {...labelled(page, t('tests'))}>
        <Checks view={view} id={node.id} />
      </td>
      <td class="said">
        {node.description !== '' && (
          <span dangerouslySetInnerHTML={{ __html: markdownLine(node.description) }} />
        )}
      </td>
    </tr>
  )
}

const Checks: FC<{ view: View; id: string }> = ({ view: { state, documentation, page }, id }) => {
  const declared = documentation.testsOf.get(id)?.length ?? 0
  const checks = state?.status.get(id)?.checks
  if (checks === undefined || checks.pass + checks.warn + checks.fail === 0)
    return declared === 0 ? null : <span class="muted">{page.format.number(declared)}</span>
  return (
    <>
      <span class="good-text">{checks.pass} ✓</span>
      {checks.warn > 0 && <span class="warn-text"> {checks.warn} !</span>}
      {checks.fail > 0 && <span class="bad-text"> {checks.fail} ✗</span>}
    </>
  )
}

interface PagingProps extends FilterProps {
  readonly at: number
  readonly last: number
  readonly count: number
}

const Paging: FC<PagingProps> = ({ view, filter, at, last, count }) => {
  const { t, page } = view
  const to = (other: number) =>
    page.links.to('/models', { ...filter, page: other === 0 ? undefined : String(other + 1) })
  return (
    <nav class="pages" aria-label={t('shown', { from: '', to: '', count })}>
      {at > 0 && (
        <a rel="prev" href={to(at - 1)}>
          ← {t('previous')}
        </a>
      )}
      <span>
        {t('shown', {
          from: at * PAGE_ROWS + 1,
          to: Math.min(count, (at + 1) * PAGE_ROWS),
          count,
        })}
      </span>
      {at < last && (
        <a rel="next" href={to(at + 1)}>
          {t('next')} →
        </a>
      )}
    </nav>
  )
}

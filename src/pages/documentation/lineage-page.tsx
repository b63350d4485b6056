/** The lineage of a node by itself, opened as far as one asks; of a small project all of it. */
import type { FC } from 'hono/jsx'
import { Diagram } from '../lineage/diagram.tsx'
import { neighbourhood, type Opened, shownOf } from '../lineage/neighbourhood.ts'
import type { PageContent } from '../page.ts'
import { nodeName, nodePath } from './documentation.ts'
import { lineageNode } from './lineage-node.ts'
import { NodeLink, StateNotice } from './parts.tsx'
import type { View } from './view.ts'

/** Nodes of a project that is drawn as a whole. */
const MOST = 160
/** Nodes where it begins that are listed. */
const MOST_ROOTS = 200

/** What was opened, by the address. */
export function openedOf(query: URLSearchParams): Opened {
  const ids = (name: string) => (query.get(name) ?? '').split(' ').filter(id => id !== '')
  return { up: ids('up').slice(0, 100), down: ids('down').slice(0, 100) }
}

/** Around a node. */
export function lineagePage(view: View, id: string, opened: Opened): PageContent {
  const { page, documentation, t } = view
  const { links } = page
  const name = nodeName(documentation.manifest.nodes.get(id)!)
  const body = (
    <>
      <div class="page-head">
        <h1 class="wrap">
          <small class="kind">{t('lineage')}</small> {name}
        </h1>
        <p>
          <a href={links.to(nodePath(id))}>{t('open')}</a>
        </p>
      </div>
      <StateNotice view={view} />
      <Diagram
        language={page.language}
        focus={id}
        shown={neighbourhood(documentation.lineage, id, opened)}
        opened={opened}
        node={lineageNode(view)}
        openHref={({ up, down }) =>
          links.to(`/lineage/${encodeURIComponent(id)}`, {
            up: up.join(' ') || undefined,
            down: down.join(' ') || undefined,
          })
        }
      />
    </>
  )
  return { title: `${t('lineage')}: ${name}`, section: 'lineage', isWide: true, body }
}

/** Of the project: drawn when it is small, else where to begin. */
export function projectLineagePage(view: View): PageContent {
  const { documentation, page, t } = view
  const { nodes } = documentation.manifest
  const ids = [...nodes.values()].filter(({ kind }) => kind !== 'test').map(({ id }) => id)
  const { lineage } = documentation
  const joined = ids.filter(id => lineage.parents(id).length + lineage.children(id).length > 0)
  const isSmall = joined.length <= MOST
  const body = (
    <>
      <div class="page-head">
        <h1>{t('lineage')}</h1>
        <p class="lead">{t('wholeLineage')}</p>
      </div>
      <StateNotice view={view} />
      {isSmall ? (
        <Diagram
          language={page.language}
          shown={shownOf(lineage, new Set(joined))}
          opened={{ up: [], down: [] }}
          node={lineageNode(view)}
          openHref={() => page.links.to('/lineage')}
        />
      ) : (
        <Roots view={view} ids={joined} />
      )}
    </>
  )
  return { title: t('lineage'), section: 'lineage', isWide: isSmall, body }
}

const Roots: FC<{ view: View; ids: readonly string[] }> = ({ view, ids }) => {
  const { documentation, page, t } = view
  const { lineage } = documentation
  const readers = (id: string) => lineage.children(id).length
  const roots = ids
    .filter(id => lineage.parents(id).length === 0)
    .sort((a, b) => readers(b) - readers(a))
    .slice(0, MOST_ROOTS)
  return (
    <>
      <p>{t('tooMany', { count: ids.length })}</p>
      <h2>{t('roots')}</h2>
      <ul class="plain tiles">
        {roots.map(id => (
          <li>
            <NodeLink view={view} id={id} withState />{' '}
            <span class="small muted">
              {t('readers')}: {page.format.number(readers(id))}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

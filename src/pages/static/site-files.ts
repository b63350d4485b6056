/**
 * A documentation as files that open without a server: the same pages by the same components. Files are made one after
 * another, so that a large project is never in memory as a whole. Pure.
 */
import type { Node, ResourceType } from '../../compile/manifest.ts'
import type { DescribedColumn } from '../../workspace/described-columns.ts'
import type { Documentation } from '../documentation/documentation.ts'
import { lineageNode } from '../documentation/lineage-node.ts'
import { projectLineagePage } from '../documentation/lineage-page.tsx'
import { LISTED, listedNodes, listPage, PAGE_ROWS } from '../documentation/model-list.tsx'
import { macroPage, type NodeExtras, nodePage } from '../documentation/node-page.tsx'
import { overviewPage } from '../documentation/overview.tsx'
import type { KnownState } from '../documentation/state-cache.ts'
import { type View, viewOf } from '../documentation/view.ts'
import type { PageContent } from '../page.ts'
import { searchPage } from '../search/search-page.tsx'
import { renderPage } from '../shell/layout.tsx'
import { listFile, nodeFile } from './file-names.ts'
import { type SiteFacts, staticPage } from './static-page.ts'

export interface Site {
  readonly facts: SiteFacts
  readonly documentation: Documentation
  readonly state: KnownState
  readonly columns: ReadonlyMap<string, readonly DescribedColumn[]>
  readonly compiled: (node: Node) => Promise<NodeExtras['compiled']>
}

export interface SiteFile {
  readonly path: string
  readonly text: string
}

/** All files but the assets. */
export async function* siteFiles(site: Site): AsyncGenerator<SiteFile> {
  const top = viewAt(site, 0)
  yield file(top, 'index.html', overviewPage(top))
  yield file(top, 'lineage.html', projectLineagePage(top))
  yield file(top, 'search.html', searchPage(top, ''))
  for (const kind of LISTED) if (kind !== 'test') yield* lists(top, kind)
  yield { path: 'data/search.js', text: `var modelSearch=${script(searchEntries(site))}\n` }
  yield { path: 'data/lineage.js', text: `var modelLineage=${script(lineageEntries(top))}\n` }
  yield* nodePages(site)
}

function viewAt({ facts, documentation, state }: Site, depth: number): View {
  return viewOf(staticPage(facts, depth), documentation, state)
}

const file = (view: View, path: string, content: PageContent): SiteFile => {
  return { path, text: renderPage(view.page, content) }
}

function* lists(view: View, kind: ResourceType): Generator<SiteFile> {
  const count = listedNodes(view, { kind }).length
  if (count === 0 && kind !== 'model') return
  const pages = Math.max(1, Math.ceil(count / PAGE_ROWS))
  for (let at = 0; at < pages; at++)
    yield file(view, listFile(kind, at + 1), listPage(view, { kind }, at))
}

async function* nodePages(site: Site): AsyncGenerator<SiteFile> {
  const { documentation } = site
  const view = viewAt(site, 1)
  for (const node of documentation.manifest.nodes.values()) {
    // There are twice as many as models; what there is to say of them stands on the page of what they test.
    if (node.kind === 'test' && node.definition.kind === 'generic') continue
    const compiled = await site.compiled(node)
    const columns = site.columns.get(node.id)
    const extras = { ...(compiled && { compiled }), ...(columns && { columns }) }
    yield file(view, nodeFile(node.id), nodePage(view, node, extras))
  }
  for (const [id, macro] of documentation.macros)
    yield file(view, nodeFile(id), macroPage(view, id, macro))
}

/** What the search of a browser looks through; descriptions are cut, whole they would be the largest part of the site. */
function searchEntries({ documentation }: Site) {
  return documentation
    .search()
    .entries.map(([id, kind, name, where, columns, description]) => [
      id,
      kind,
      name,
      where,
      columns,
      description.slice(0, 300),
    ])
}

/** Boxes with their parents by place in this list: what a browser draws a lineage from when it is opened. */
function lineageEntries(view: View) {
  const { documentation } = view
  const ids = [...documentation.manifest.nodes.values()]
    .filter(({ kind }) => kind !== 'test')
    .map(({ id }) => id)
  const places = new Map(ids.map((id, at) => [id, at]))
  const describe = lineageNode(view)
  return ids.map(id => {
    const { name, detail, tone } = describe(id)
    const parents = documentation.lineage.parents(id).flatMap(other => places.get(other) ?? [])
    return [id, name, detail, tone, parents]
  })
}

/** JSON that is a script too: in old browsers two line ends of JSON were none of a script. */
function script(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

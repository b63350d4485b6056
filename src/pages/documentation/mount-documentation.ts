/** The pages of the documentation on a server. */
import { JSON_TYPE } from '../../server/request.ts'
import type { Workspace } from '../../workspace.ts'
import { addPage, type Pages, type PageVisit } from '../add-page.ts'
import { find } from '../search/find.ts'
import { searchPage } from '../search/search-page.tsx'
import { documentationOf, nodePath } from './documentation.ts'
import { lineagePage, openedOf, projectLineagePage } from './lineage-page.tsx'
import { listFilter, listPage } from './model-list.tsx'
import { extrasOf } from './node-extras.ts'
import { macroPage, nodePage } from './node-page.tsx'
import { overviewPage } from './overview.tsx'
import { stateOf } from './state-cache.ts'
import { type View, viewOf } from './view.ts'

/** Results that are offered while one types. */
const OFFERED = 8

/** Milliseconds: what is known without the state is shown meanwhile. */
const FIRST_PATIENCE = 600

/** Adds them. */
export function mountDocumentation(pages: Pages): void {
  addPage(pages, '/', async visit => overviewPage(await view(visit)))
  addPage(pages, '/models', async visit => {
    const at = Math.max(0, Math.floor(Number(visit.page.query.get('page') ?? 1)) - 1 || 0)
    return listPage(await view(visit), listFilter(visit.page.query), at)
  })
  addPage(pages, '/nodes/:id', async visit => {
    const id = visit.c.req.param('id') ?? ''
    const { nodes } = visit.workspace.manifest
    const documentation = documentationOf(visit.workspace.manifest)
    const macro = documentation.macros.get(id)
    if (macro !== undefined) return macroPage(await view(visit), id, macro)
    const node = nodes.get(id)
    if (node === undefined) return undefined
    const failed = (error: unknown): void => {
      visit.c.get('visit').error = error
    }
    const [shown, extras] = await Promise.all([
      view(visit),
      extrasOf(visit.workspace, node, failed),
    ])
    return nodePage(shown, node, extras)
  })
  addPage(pages, '/lineage', async visit => projectLineagePage(await view(visit)))
  addPage(pages, '/lineage/:id', async visit => {
    const id = visit.c.req.param('id') ?? ''
    const node = visit.workspace.manifest.nodes.get(id)
    if (node === undefined || node.kind === 'test') return undefined
    return lineagePage(await view(visit), id, openedOf(visit.page.query))
  })
  addPage(pages, '/search', async visit => searchPage(await view(visit), asked(visit.page.query)))
  addPage(pages, '/search.json', ({ page, workspace }) => offered(workspace, asked(page.query)))
}

async function view({ page, workspace }: PageVisit): Promise<View> {
  const state = await stateOf(workspace, { firstPatience: FIRST_PATIENCE })
  return viewOf(page, documentationOf(workspace.manifest), state)
}

const asked = (query: URLSearchParams) => (query.get('q') ?? '').trim().slice(0, 200)

function offered({ manifest }: Workspace, query: string) {
  const { hits } = find(documentationOf(manifest).search(), query, OFFERED)
  const offers = hits.map(({ entry: [id, kind, name, where], columns }) => {
    return { href: nodePath(id), kind, name, where, columns: columns.slice(0, 4).join(', ') }
  })
  const headers = { 'content-type': JSON_TYPE, 'cache-control': 'no-store' }
  return { status: 200, headers, body: JSON.stringify(offers) }
}

/** The pages of the dashboards on a server. */
import { addPage, answerPage, type Pages, type PageVisit } from '../add-page.ts'
import { dashboardPage, dashboardsPage } from './dashboard-page.tsx'
import { dashboardsOf } from './find-dashboards.ts'
import { itemCsv } from './item-csv.ts'
import { loadDashboard } from './load-dashboard.ts'
import { pressButton } from './press-button.ts'

/** Adds them. */
export function mountDashboards(pages: Pages): void {
  addPage(pages, '/dashboards', ({ page, workspace }) =>
    dashboardsPage(page, dashboardsOf(workspace.manifest)),
  )
  addPage(pages, '/dashboards/:name', async visit => {
    const dashboard = named(visit)
    return dashboard && dashboardPage(await loadDashboard(visit, dashboard))
  })
  addPage(pages, '/dashboards/:name/csv/:item', async visit => {
    const dashboard = named(visit)
    return dashboard && (await itemCsv(visit, dashboard, visit.c.req.param('item') ?? ''))
  })
  pages.app.post('/dashboards/:name/act', c =>
    answerPage(pages, c, {
      path: `/dashboards/${c.req.param('name')}`,
      make: async visit => {
        const dashboard = named(visit)
        return dashboard && (await pressButton(visit, dashboard))
      },
    }),
  )
}

function named({ workspace, c }: PageVisit) {
  const name = c.req.param('name')
  return dashboardsOf(workspace.manifest).find(({ declaration }) => declaration.name === name)
}

/** The rows of an item as CSV: what its endpoint answers with the filters, whole. */
import { givenParameters } from '../../compile/dashboard-parameters.ts'
import type { Dashboard } from '../../compile/manifest.ts'
import { itemsOf } from '../../project/dashboard.ts'
import { rowsCsv } from '../../server/answers/csv.ts'
import type { ServiceAnswer } from '../../server/request.ts'
import type { PageVisit } from '../add-page.ts'
import { askerFor } from './ask.ts'
import { dashboardView } from './load-dashboard.ts'
import { asking, valuesOf } from './requests.ts'
import type { Row } from './show-value.ts'

/** The CSV; undefined where there is no such item. */
export async function itemCsv(
  visit: PageVisit,
  dashboard: Dashboard,
  id: string,
): Promise<ServiceAnswer | undefined> {
  const item = itemsOf(dashboard.declaration).find(one => one.id === id)
  if (item?.endpoint === undefined) return undefined
  const view = dashboardView(visit, dashboard)
  const endpoint = view.endpointOf(item.endpoint.text)
  const parameters = givenParameters(endpoint, visit.workspace.manifest.nodes)
  const most = parameters.find(({ name }) => name === 'limit')?.max
  const values = {
    ...(most !== undefined && { limit: String(most) }),
    ...valuesOf(item.parameters, view.filters, parameters),
  }
  const asker = await askerFor(visit.c, visit.parts)
  const found = await asker.rows(endpoint, asking(endpoint, values), item.rows?.text)
  if (found.kind === 'refused')
    return { status: found.status, headers: { 'content-type': 'text/plain' }, body: found.detail }
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${dashboard.declaration.name}-${id}.csv"`,
      'cache-control': 'no-store',
    },
    body: csvOf(found.rows),
  }
}

function csvOf(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {})
  return rowsCsv({
    columns: names.map(name => ({ name, type: 'text' })),
    rows: rows.map(row => names.map(name => row[name])),
  })
}

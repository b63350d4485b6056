/** Everything that the page of a dashboard shows, asked of its endpoints at once. */
import { givenParameters } from '../../compile/dashboard-parameters.ts'
import type { Dashboard } from '../../compile/manifest.ts'
import { type ItemDeclaration, itemsOf } from '../../project/dashboard.ts'
import { endpointScope } from '../../server/access/endpoint-scope.ts'
import type { PageVisit } from '../add-page.ts'
import { type Translate, words } from '../words.ts'
import { actionOf } from './act.ts'
import { type Asker, askerFor } from './ask.ts'
import type { DashboardParts } from './dashboard-page.tsx'
import { DASHBOARD_WORDS } from './dashboard-words.ts'
import { type FilterChoice, listedChoices } from './filter-form.tsx'
import { type FilterState, readFilters } from './filters.ts'
import { dashboardsOf, endpointOf, filterParameter } from './find-dashboards.ts'
import type { DashboardView, ItemView } from './item-view.ts'
import { textIn, valueLabel } from './localized.ts'
import { asking, pageValues, tablePage, valuesOf } from './requests.ts'

/** What a visit of a dashboard needs to know, before anything is asked. */
export function dashboardView(visit: PageVisit, dashboard: Dashboard): DashboardView {
  const { page, workspace, c, parts } = visit
  const { manifest } = workspace
  const { declaration } = dashboard
  const filters = readFilters(
    declaration.filters,
    name => filterParameter(manifest, dashboard, name),
    page.query,
  )
  return {
    page,
    declaration,
    common: {
      language: page.language,
      timeZone: declaration.timeZone,
      words: declaration.words,
      ...(declaration.currency !== undefined && { currency: declaration.currency }),
    },
    filters,
    path: page.links.to(`/dashboards/${declaration.name}`),
    endpointOf: title => endpointOf(manifest, dashboard, title),
    mayCall: endpoint => {
      const scope = endpointScope(endpoint)
      return scope === undefined || !('status' in parts.door.admit(c.get('visit'), scope))
    },
  }
}

/** Asks for all that the page shows. */
export async function loadDashboard(
  visit: PageVisit,
  dashboard: Dashboard,
): Promise<DashboardParts> {
  const view = dashboardView(visit, dashboard)
  const asker = await askerFor(visit.c, visit.parts)
  const items = itemsOf(dashboard.declaration)
  const [views, choices] = await Promise.all([
    Promise.all(items.map(item => loadItem(visit, view, { item, asker }))),
    loadChoices(view, asker),
  ])
  return {
    view,
    items: new Map(views.map(one => [one.item.id, one])),
    choices,
    all: dashboardsOf(visit.workspace.manifest),
    ...passing(visit, view),
  }
}

/** What the address says of a button that was pressed. */
function passing({ page, parts }: PageVisit, { declaration }: DashboardView) {
  const run = page.query.get('run')
  const done = page.query.get('done')
  const action = done === null ? undefined : actionOf(declaration, done)
  const label = textIn(action?.label, page.language)
  return {
    ...(run !== null && { progress: { id: run, job: parts.service().runs.find(run) } }),
    ...(label !== undefined && { done: doneText(words(page.language, DASHBOARD_WORDS), label) }),
  }
}

/** A label that names its row is said without: the address does not know which row it was. */
export function doneText(t: Translate<typeof DASHBOARD_WORDS>, label: string): string {
  return /\{[\w.]+\}/.test(label) ? t('saved') : t('done', { label })
}

async function loadItem(
  { page, workspace }: PageVisit,
  view: DashboardView,
  { item, asker }: { readonly item: ItemDeclaration; readonly asker: Asker },
): Promise<ItemView> {
  if (item.endpoint === undefined) return { item }
  const endpoint = view.endpointOf(item.endpoint.text)
  const parameters = givenParameters(endpoint, workspace.manifest.nodes)
  const table = tablePage(item, parameters, page.query)
  const values = {
    ...valuesOf(item.parameters, view.filters, parameters),
    ...pageValues(item, table),
  }
  const found = await asker.rows(endpoint, asking(endpoint, values), item.rows?.text)
  const csv = csvLink(view, item)
  return { item, found, ...(table && { table }), ...(csv && { csv }) }
}

/** The endpoint's own CSV with the filters; else one that the page makes of its rows. */
function csvLink(view: DashboardView, { csv, kind, id }: ItemDeclaration): string | undefined {
  if (kind === 'big_number') return undefined
  if (csv === undefined) {
    const query = new URLSearchParams()
    for (const { declaration, value } of view.filters)
      if (value !== undefined) query.set(declaration.name, value)
    return `${view.path}/csv/${id}${query.size === 0 ? '' : `?${query}`}`
  }
  const endpoint = view.endpointOf(csv.text)
  const { definition } = endpoint
  const parameters = definition.kind === 'statement' ? definition.parameters : []
  const { path, query } = asking(endpoint, valuesOf([], view.filters, parameters))
  return query === '' ? path : `${path}?${query}`
}

/** What the filters offer: what parameters list, or what an endpoint answers. */
async function loadChoices(
  view: DashboardView,
  asker: Asker,
): Promise<ReadonlyMap<string, readonly FilterChoice[]>> {
  const found = await Promise.all(
    view.filters.map(async state => [state.declaration.name, await choicesOf(view, state, asker)]),
  )
  const known = found.filter((entry): entry is [string, FilterChoice[]] => entry[1] !== undefined)
  return new Map(known)
}

async function choicesOf(
  view: DashboardView,
  state: FilterState,
  asker: Asker,
): Promise<readonly FilterChoice[] | undefined> {
  const { options, values } = state.declaration
  if (options === undefined) return listedChoices(state, view.page.language)
  const endpoint = view.endpointOf(options.endpoint.text)
  const answer = await asker.rows(endpoint, asking(endpoint, {}), options.rows?.text)
  // What cannot be listed can still be typed.
  if (answer.kind === 'refused') return undefined
  const choices = answer.rows.flatMap(row => {
    const value = row[options.value.text]
    if (value === null || value === undefined || value === '') return []
    const label = String((options.label && row[options.label.text]) ?? value)
    return [{ value: String(value), label: valueLabel(values, label, view.page.language) }]
  })
  const { value } = state
  const isKnown = value === undefined || choices.some(choice => choice.value === value)
  return isKnown ? choices : [{ value, label: value }, ...choices]
}

/** A button was pressed: its endpoint is called as the visitor, and the page is shown again with what became of it. */
import type { Dashboard } from '../../compile/manifest.ts'
import { endpointScope } from '../../server/access/endpoint-scope.ts'
import { admit } from '../../server/app-parts.ts'
import { refusal } from '../../server/refusal.ts'
import type { ServiceAnswer, ServiceRequest } from '../../server/request.ts'
import type { PageVisit } from '../add-page.ts'
import type { PageContent } from '../page.ts'
import { readForm } from '../read-form.ts'
import { type ActionRequest, actionOf, actionRequest } from './act.ts'
import { confirmPage } from './confirm-page.tsx'
import { withQuery } from './filters.ts'
import { dashboardView } from './load-dashboard.ts'

/** Answers a form of a dashboard. */
export async function pressButton(
  visit: PageVisit,
  dashboard: Dashboard,
): Promise<PageContent | ServiceAnswer> {
  const { c, parts } = visit
  const { request } = c.get('visit')
  const fields = await readForm(c, parts.bodyLimit)
  if (fields === undefined) return refusal(request, 415, { detail: 'Send a form.' })
  const back = new URLSearchParams(fields.get('back') ?? '')
  // The filters are those of the page that the form was on.
  const view = dashboardView({ ...visit, page: { ...visit.page, query: back } }, dashboard)
  const name = fields.get('action') ?? ''
  const action = actionOf(dashboard.declaration, name)
  if (action === undefined) return refusal(request, 404)
  const endpoint = view.endpointOf(action.endpoint.text)
  const scope = endpointScope(endpoint)
  const refused = scope === undefined ? undefined : admit(c, parts, scope)
  if (refused) return refused
  if (action.confirm && !fields.has('confirmed')) return confirmPage(view, action, fields)
  const asked = actionRequest(action, endpoint, { fields, filters: view.filters })
  const answer = await parts.service().answer(requestOf(visit, asked))
  if (answer.status >= 400) return answer
  const run = answer.status === 202 ? (JSON.parse(answer.body) as { id: string }).id : undefined
  const query = withQuery(back, run === undefined ? { done: name } : { run })
  const anchor = run === undefined ? fields.get('anchor') : 'run'
  const hash = anchor === null ? '' : `#${encodeURIComponent(anchor)}`
  const location = `${view.path}?${query}${hash}`
  return { status: 303, headers: { location, 'cache-control': 'no-store' }, body: '' }
}

/** The request of the visitor, for the endpoint. Runs are not waited for: the page shows how far they get. */
function requestOf({ c }: PageVisit, { method, path, query, body }: ActionRequest): ServiceRequest {
  const visit = c.get('visit')
  const headers: Readonly<Record<string, string | undefined>> = {
    'content-type': body === undefined ? undefined : 'application/json',
    prefer: 'respond-async',
    'user-agent': visit.request.header('user-agent'),
  }
  return {
    ...visit.request,
    method,
    path,
    query,
    body: body === undefined ? undefined : new TextEncoder().encode(body),
    header: name => headers[name],
    failed: error => {
      visit.error = error
    },
  }
}

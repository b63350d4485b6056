/** Starts what a run endpoint of the project runs, for a person who pressed a button, and leads to its progress. */
import type { EndpointNode } from '../../compile/manifest.ts'
import type { AppContext, AppParts } from '../../server/app-parts.ts'
import { admit } from '../../server/app-parts.ts'
import { refusal } from '../../server/refusal.ts'
import type { ServiceAnswer } from '../../server/request.ts'
import type { Service } from '../../server/service.ts'
import { readForm } from '../read-form.ts'

/** Bytes of a form that names an endpoint. */
const FORM = 4096

/** Run endpoints that need no value from whoever asks. */
export function startableEndpoints(
  endpoints: readonly EndpointNode[],
): readonly { readonly path: string; readonly title: string }[] {
  return endpoints
    .filter(({ definition }) => definition.kind === 'run')
    .filter(({ route }) => route?.method === 'POST' && !route.path.includes('['))
    .map(({ route }) => ({ path: route!.path, title: route!.path }))
}

/** The answer to the form: a redirection to the progress, or the reason why not. */
export async function startRun(c: AppContext, parts: AppParts): Promise<ServiceAnswer> {
  const { request } = c.get('visit')
  const fields = await readForm(c, FORM)
  if (fields === undefined) return refusal(request, 415, { detail: 'Send a form.' })
  const path = fields.get('path') ?? ''
  const service = parts.service()
  const found = service.route('POST', path)
  if (found.kind !== 'found' || found.target.definition.kind !== 'run')
    return refusal(request, 404, { detail: 'No endpoint of that path starts a run.' })
  const scope = /^\/admin(?:\/|$)/.test(path) ? 'admin' : 'run'
  return admit(c, parts, scope) ?? (await asked(service, { path, c }))
}

async function asked(
  service: Service,
  { path, c }: { readonly path: string; readonly c: AppContext },
): Promise<ServiceAnswer> {
  const { request } = c.get('visit')
  const header = (name: string) =>
    name === 'prefer'
      ? 'respond-async'
      : name.startsWith('content-')
        ? undefined
        : request.header(name)
  const answer = await service.answer({ ...request, method: 'POST', path, query: '', header })
  if (answer.status !== 202) return answer
  const { id } = JSON.parse(answer.body) as { id: string }
  const headers = { location: `/runs/jobs/${id}`, 'cache-control': 'no-store' }
  return { status: 303, headers, body: '' }
}

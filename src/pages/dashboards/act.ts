/** From a button that was pressed to the request that its endpoint gets. Pure. */
import type { EndpointNode } from '../../compile/manifest.ts'
import type { ActionDeclaration, DashboardDeclaration } from '../../project/dashboard.ts'
import { itemsOf } from '../../project/dashboard.ts'
import type { FilterState } from './filters.ts'
import { asking } from './requests.ts'

/** The action of a name such as `page.0`, `section.1.0`, `item.links.0`. */
export function actionOf(
  declaration: DashboardDeclaration,
  name: string,
): ActionDeclaration | undefined {
  const [room, ...rest] = name.split('.')
  const at = Number(rest.at(-1))
  if (room === 'page' && rest.length === 1) return declaration.actions[at]
  if (rest.length !== 2) return undefined
  if (room === 'section') return declaration.sections[Number(rest[0])]?.actions[at]
  if (room !== 'item') return undefined
  return itemsOf(declaration).find(({ id }) => id === rest[0])?.actions[at]
}

/** What is sent. */
export interface ActionRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  /** JSON; of methods that have a body. */
  readonly body?: string
}

/** What an action takes its values from. */
export interface ActionInput {
  /** Of its form. */
  readonly fields: URLSearchParams
  readonly filters: readonly FilterState[]
}

/** The request of an action. */
export function actionRequest(
  action: ActionDeclaration,
  endpoint: EndpointNode,
  { fields, filters }: ActionInput,
): ActionRequest {
  const filterValue = (name: string) =>
    filters.find(({ declaration }) => declaration.name === name)?.value
  const values: Record<string, string | undefined> = {}
  for (const { name, value } of action.parameters) {
    if (value.from === 'fixed') values[name] = value.text
    else if (value.from === 'filter') values[name] = filterValue(value.name)
    else values[name] = fields.get(`column.${value.name}`) ?? undefined
  }
  if (action.choose) values[action.choose.text] = fields.get('choice') ?? undefined
  const { path, query } = asking(endpoint, values)
  const { method } = endpoint.route!
  if (method === 'DELETE' || method === 'GET') return { method, path, query }
  const body = JSON.stringify(Object.fromEntries(new URLSearchParams(query)))
  return { method, path, query: '', body }
}

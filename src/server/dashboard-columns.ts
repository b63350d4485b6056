/** Whether the columns that dashboards name are answered, as far as the database described the answers. Pure. */
import type { Answer } from '../adapters/adapter.ts'
import { endpointTitle } from '../compile/endpoint.ts'
import type { Dashboard, EndpointNode, Manifest } from '../compile/manifest.ts'
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { ColumnUse, ItemDeclaration, Placed } from '../project/dashboard.ts'
import { itemsOf } from '../project/dashboard.ts'
import { nearest } from '../util/nearest.ts'

/** The columns that an endpoint answers with; undefined where nobody knows them. */
export type ColumnsOf = (id: string) => Answer['columns'] | undefined

/** Everything that is wrong with the columns of all dashboards. */
export function dashboardColumnProblems(
  manifest: Manifest,
  columnsOf: ColumnsOf,
): readonly ModelError[] {
  return [...manifest.nodes.values()].flatMap(node =>
    node.kind === 'exposure' && node.dashboard
      ? problemsOf(manifest, node.dashboard, columnsOf)
      : [],
  )
}

function problemsOf(
  { nodes }: Manifest,
  { declaration, endpoints }: Dashboard,
  columnsOf: ColumnsOf,
): readonly ModelError[] {
  const check = (endpoint: Placed, names: readonly Placed[]) => {
    const node = nodes.get(endpoints[endpoint.text] ?? '')
    return node?.kind === 'endpoint' ? missing(node, names, columnsOf) : []
  }
  const items = itemsOf(declaration).flatMap(item =>
    item.endpoint === undefined ? [] : check(item.endpoint, columnsNamed(item)),
  )
  const filters = declaration.filters.flatMap(({ options }) =>
    options
      ? check(options.endpoint, [options.value, ...(options.label ? [options.label] : [])])
      : [],
  )
  return [...items, ...filters]
}

function missing(
  endpoint: EndpointNode,
  names: readonly Placed[],
  columnsOf: ColumnsOf,
): readonly ModelError[] {
  const { definition } = endpoint
  // What is inside of a JSON column, and what a state is made of, no database describes.
  if (definition.kind !== 'statement' || definition.response === 'json') return []
  const known = columnsOf(endpoint.id)?.map(({ name }) => name)
  if (known === undefined) return []
  const all = definition.persons.length > 0 ? [...known, 'suppressed'] : known
  return names
    .filter(({ text }) => !all.includes(text.split('.')[0]!) && !all.includes(text))
    .map(({ text, place }) => {
      const fields = { column: text, known: all, nearest: nearest(text, all) }
      return modelError('M1711', { endpoint: endpointTitle(endpoint), ...fields }, { place })
    })
}

function columnsNamed(item: ItemDeclaration): readonly Placed[] {
  const uses = [...Object.values(item.encodings).flat(), ...item.columns]
  const taken = item.actions.flatMap(({ parameters, current }) => [
    ...parameters.flatMap(({ value, place }) =>
      value.from === 'column' ? [{ text: value.name, place }] : [],
    ),
    ...(current ? [current] : []),
  ])
  return [...uses.flatMap(placesOf), ...taken]
}

function placesOf({ column, place, low, high, of }: ColumnUse): readonly Placed[] {
  return [{ text: column, place }, low, high, of].filter(named => named !== undefined)
}

/** The dashboards of a project, and what their files name. Pure. */
import { givenParameters } from '../../compile/dashboard-parameters.ts'
import type { EndpointParameter } from '../../compile/endpoint.ts'
import type { Dashboard, EndpointNode, Manifest } from '../../compile/manifest.ts'
import { itemsOf } from '../../project/dashboard.ts'

/** All of them, in the order in which they are listed. */
export function dashboardsOf({ nodes }: Manifest): readonly Dashboard[] {
  const found = [...nodes.values()].flatMap(node =>
    node.kind === 'exposure' && node.dashboard ? [node.dashboard] : [],
  )
  return found.sort(
    ({ declaration: a }, { declaration: b }) => a.order - b.order || (a.name < b.name ? -1 : 1),
  )
}

/** The endpoint that the file of a dashboard names. The compiler has seen that it is there. */
export function endpointOf(
  { nodes }: Pick<Manifest, 'nodes'>,
  { endpoints }: Dashboard,
  title: string,
): EndpointNode {
  const node = nodes.get(endpoints[title] ?? '')
  if (node?.kind !== 'endpoint') throw new Error(`${title} is no endpoint`)
  return node
}

/** The parameter that a filter sets: that of the first item that has one of its name. */
export function filterParameter(
  manifest: Pick<Manifest, 'nodes'>,
  dashboard: Dashboard,
  name: string,
): EndpointParameter | undefined {
  for (const { endpoint, csv } of itemsOf(dashboard.declaration))
    for (const written of [endpoint, csv]) {
      if (written === undefined) continue
      const node = endpointOf(manifest, dashboard, written.text)
      const found = givenParameters(node, manifest.nodes).find(one => one.name === name)
      if (found !== undefined) return found
    }
  return undefined
}

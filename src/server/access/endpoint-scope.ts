/** What a request for an endpoint must be allowed to do. Pure. */
import type { EndpointNode } from '../../compile/manifest.ts'
import type { Scope } from './tokens.ts'

/** The scope that an endpoint asks for; undefined: nothing, it is public. */
export function endpointScope({ definition, route }: EndpointNode): Scope | undefined {
  if (/^\/admin(?:\/|$)/.test(route?.path ?? '')) return 'admin'
  if (definition.kind === 'run') return 'run'
  if (definition.kind === 'status') return 'read'
  if (definition.public) return undefined
  return definition.writes ? 'write' : 'read'
}

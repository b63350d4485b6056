/** From the name of a target to the environment that references are deferred to, when it is in the same database. */
import type { AdapterSettings } from '../adapters/adapter.ts'
import { locate } from '../adapters/registry.ts'
import { modelError } from '../errors/model-error.ts'
import type { Deferral } from '../plan/elsewhere.ts'
import type { Project, Target } from '../project/types.ts'

/** What has to be known of the project, and of how its engines are opened. */
export interface DeferralRequest {
  readonly project: Project
  readonly target: Target
  readonly favors: boolean
  readonly settings: (target: Target) => AdapterSettings
}

/** @throws ModelError M3401: another database, M3402: the same environment. */
export async function deferralTo(request: DeferralRequest): Promise<Deferral> {
  const { project, target, favors, settings } = request
  const own = project.target
  const place = (of: Target) => locate(of.adapter, settings(of))
  const [here, there] = await Promise.all([place(own), place(target)])
  const describe = ({ adapter }: Target, { host, database }: typeof here) =>
    `${adapter} at ${host}, database ${database}`
  const isOne =
    own.adapter === target.adapter && here.host === there.host && here.database === there.database
  if (!isOne) {
    throw modelError('M3401', {
      target: target.name,
      place: describe(target, there),
      own: own.name,
      ownPlace: describe(own, here),
    })
  }
  if (own.schemaPrefix === target.schemaPrefix)
    throw modelError('M3402', { target: target.name, prefix: target.schemaPrefix })
  const scope = { project: project.name, environment: target.schemaPrefix }
  return { target: target.name, scope, favors }
}

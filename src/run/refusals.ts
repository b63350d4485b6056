/** What a run refuses before it starts, for reasons that lie in its target. */
import { modelError } from '../errors/model-error.ts'
import type { Plan } from '../plan/types.ts'
import { readsOneMoment } from './context.ts'
import type { RunRequest } from './start-run.ts'

/** @throws ModelError M3007: relations without rows, where others read them. */
export function refusePartialData(request: RunRequest): void {
  const { target } = request.manifest.project
  if (!request.options.empty || target.schemaPrefix !== '') return
  if (request.adapter.capabilities.embedded.supported) return
  throw modelError('M3007', { target: target.name })
}

/** @throws ModelError M3020 where all stages cannot be built at one moment. */
export function refuseMoment({ manifest, adapter }: RunRequest): void {
  const { supported, reason } = adapter.capabilities.snapshotRuns
  if (!readsOneMoment(manifest) || supported) return
  throw modelError('M3020', { target: manifest.project.target.name, reason })
}

/** Stages that are not committed before all are built cannot be published one by one. */
export function refuseSinglePublications({ manifest }: RunRequest, { steps }: Plan): void {
  if (!readsOneMoment(manifest)) return
  const [each] = steps.flatMap(step =>
    step.kind === 'publish' && step.mode === 'each' ? step.nodes : [],
  )
  if (each === undefined) return
  const target = manifest.project.target.name
  throw modelError(
    'M3021',
    { node: manifest.nodes.get(each)?.name ?? each, target },
    { node: each },
  )
}

/** @throws ModelError M3404: nothing to copy from, M3405: a protected target. */
export function refuseClone({ manifest, options, deferral }: RunRequest): void {
  if (options.command !== 'clone') return
  const { name, protected: isProtected } = manifest.project.target
  if (isProtected) throw modelError('M3405', { target: name })
  if (deferral === undefined) throw modelError('M3404', { target: name })
}

/** The engines by their names in project.yml. Each is imported when it is opened, and only then. */
import { modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import type { Adapter, AdapterFactory, AdapterSettings } from './adapter.ts'

const FACTORIES: readonly AdapterFactory[] = [
  {
    name: 'pglite',
    open: async settings => (await import('./pglite/adapter.ts')).openPglite(settings),
  },
  {
    name: 'postgres',
    open: async settings => (await import('./postgres/adapter.ts')).openPostgres(settings),
  },
]

/** The names that a target may give as its adapter. */
export function adapterNames(): readonly string[] {
  return FACTORIES.map(factory => factory.name)
}

/**
 * Opens the engine of this name.
 * @throws ModelError M2001 when there is none.
 */
export async function openAdapter(name: string, settings: AdapterSettings): Promise<Adapter> {
  const factory = FACTORIES.find(candidate => candidate.name === name)
  if (factory) return await factory.open(settings)
  const known = adapterNames()
  throw modelError('M2001', { name, known, nearest: nearest(name, known) })
}

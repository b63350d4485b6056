/** The engines by their names in project.yml. Each is imported when it is opened, and only then. */
import { modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import type { Adapter, AdapterFactory, AdapterSettings } from './adapter.ts'

const FACTORIES: readonly AdapterFactory[] = [
  {
    name: 'pglite',
    open: async settings => (await import('./pglite/adapter.ts')).openPglite(settings),
    locate: async settings => (await import('./pglite/settings.ts')).locatePglite(settings),
    folder: async settings => (await import('./pglite/settings.ts')).parseSettings(settings).folder,
    remove: async settings => (await import('./pglite/removal.ts')).removeUnopened(settings),
  },
  {
    name: 'postgres',
    open: async settings => (await import('./postgres/adapter.ts')).openPostgres(settings),
    locate: async settings => (await import('./postgres/settings.ts')).locatePostgres(settings),
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
  return await factoryOf(name).open(settings)
}

/**
 * Where the engine of this name would be opened with these settings; connects to nothing.
 * @throws ModelError M2001 when there is none.
 */
export async function locate(
  name: string,
  settings: AdapterSettings,
): Promise<Adapter['location']> {
  return await factoryOf(name).locate(settings)
}

/** The folder of an engine that has one; it may not exist yet. */
export async function databaseFolder(
  name: string,
  settings: AdapterSettings,
): Promise<string | undefined> {
  return await factoryOf(name).folder?.(settings)
}

/** Removes the folder of a database that cannot be opened; returns the paths that are gone. */
export async function removeDatabase(
  name: string,
  settings: AdapterSettings,
): Promise<readonly string[]> {
  return (await factoryOf(name).remove?.(settings)) ?? []
}

function factoryOf(name: string): AdapterFactory {
  const factory = FACTORIES.find(candidate => candidate.name === name)
  if (factory) return factory
  const known = adapterNames()
  throw modelError('M2001', { name, known, nearest: nearest(name, known) })
}

/** What `model debug` looks at: the project, the target, the connection, the ledger. */
import type { Adapter } from '../adapters/adapter.ts'
import type { Manifest } from '../compile/manifest.ts'
import { ModelError } from '../errors/model-error.ts'
import { ledgerVersion } from '../state/migrate.ts'

/** One thing that was looked at. */
export interface DebugFinding {
  readonly what: string
  readonly ok: boolean
  readonly detail: string
}

/** Findings in the order in which things depend on each other; stops at the first that fails. */
export async function findings(
  manifest: Manifest,
  connect: () => Promise<Adapter>,
): Promise<readonly DebugFinding[]> {
  const { project, nodes } = manifest
  const found: DebugFinding[] = [
    {
      what: 'project',
      ok: true,
      detail: `${project.name} in ${project.root}, ${nodes.size} nodes`,
    },
    { what: 'target', ok: true, detail: describeTarget(manifest) },
  ]
  const look = async (what: string, work: () => Promise<string>): Promise<boolean> => {
    try {
      found.push({ what, ok: true, detail: await work() })
      return true
    } catch (error) {
      found.push({
        what,
        ok: false,
        detail: whatFailed(error),
      })
      return false
    }
  }
  const connected = await look('connection', async () => {
    const { location } = await connect()
    const through = location.through === undefined ? '' : ` through ${location.through}`
    return `${location.host}${through}, database ${location.database}`
  })
  if (!connected) return found
  const adapter = await connect()
  await look('engine', async () => {
    const { rows } = await adapter.query<{ version: string }>('select version() as version')
    return rows[0]!.version
  })
  await look('ledger', async () => {
    const version = await ledgerVersion(adapter)
    return version === 0 ? 'not there yet: the first run makes it' : `version ${version}`
  })
  return found
}

function whatFailed(error: unknown): string {
  if (!(error instanceof ModelError)) return error instanceof Error ? error.message : String(error)
  return [error.message, error.hint].filter(part => part).join(' ')
}

function describeTarget({ project }: Manifest): string {
  const { name, adapter, schemaPrefix, demoSources } = project.target
  const prefix = schemaPrefix === '' ? 'no schema prefix' : `schema prefix ${schemaPrefix}`
  return `${name} (${adapter}), ${prefix}${demoSources ? ', demo sources' : ''}`
}

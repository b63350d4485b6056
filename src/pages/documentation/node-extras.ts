/** What the page of one node asks besides the state of all: its columns in the database, its SQL, its last results. */
import type { Node } from '../../compile/manifest.ts'
import type { Workspace } from '../../workspace.ts'
import type { NodeExtras } from './node-page.tsx'

const RESULTS = 10

/** Of a node; what cannot be had is left out, and told. */
export async function extrasOf(
  workspace: Workspace,
  node: Node,
  failed: (error: unknown) => void,
): Promise<NodeExtras> {
  const quietly = <T>(ask: () => Promise<T>) => orNothing(ask, failed)
  const [columns, compiled, results] = await Promise.all([
    'relation' in node ? quietly(() => workspace.describeColumns([node.id])) : undefined,
    compiledOf(workspace, node),
    quietly(() => workspace.results({ node: node.id, limit: RESULTS })),
  ])
  const own = columns?.get(node.id)
  return {
    ...(own && { columns: own }),
    ...(compiled && { compiled }),
    ...(results && { results }),
  }
}

/** SQL of a node, or why there is none. Asks no database. */
export async function compiledOf(
  workspace: Pick<Workspace, 'compile'>,
  node: Node,
): Promise<NodeExtras['compiled']> {
  if (!hasSql(node)) return undefined
  try {
    return { text: (await workspace.compile(node.id)).text }
  } catch (error) {
    return { problem: (error as Error).message }
  }
}

function hasSql(node: Node): boolean {
  if (node.kind === 'endpoint') return node.definition.kind === 'statement'
  return node.kind === 'model' || node.kind === 'test'
}

/** The database may be away: the state of all says so on every page, and this page shows the rest. */
async function orNothing<T>(
  ask: () => Promise<T>,
  failed: (error: unknown) => void,
): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    failed(error)
    return undefined
  }
}

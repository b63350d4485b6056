/** The single node that a command is about. */
import { modelError } from '../errors/model-error.ts'
import type { SelectionRequest } from '../select/types.ts'
import type { Workspace } from '../workspace.ts'
import type { CommandContext } from './command.ts'
import { warnUnmatched } from './unmatched.ts'

/** Tests that ride along with a model do not count. @throws ModelError M5009 when it is none, or several. */
export async function oneNode(
  context: CommandContext,
  workspace: Workspace,
  { command, request }: { readonly command: string; readonly request: SelectionRequest },
): Promise<string> {
  const asked = request.select.length > 0 || request.selector !== undefined
  const { ids, unmatched } = asked ? await workspace.select(request) : { ids: [], unmatched: [] }
  warnUnmatched(context, workspace, unmatched)
  const { nodes } = workspace.manifest
  const relations = ids.filter(id => ['model', 'seed', 'source'].includes(nodes.get(id)!.kind))
  const wanted = relations.length > 0 ? relations : ids
  if (wanted.length === 1) return wanted[0]!
  const names = wanted.slice(0, 5).map(id => nodes.get(id)!.name)
  throw modelError('M5009', { command, count: wanted.length, names })
}

/** What is said of selection expressions that chose nothing: a warning, never an error. */
import { nearest } from '../util/nearest.ts'
import type { Workspace } from '../workspace.ts'
import type { CommandContext } from './command.ts'

/** A warning for each expression that chose nothing, with the nearest name where there is one. */
export function warnUnmatched(
  { printer }: Pick<CommandContext, 'printer'>,
  workspace: Pick<Workspace, 'manifest'>,
  unmatched: readonly string[],
): void {
  for (const expression of unmatched) {
    const names = [...workspace.manifest.nodes.values()].map(({ name }) => name)
    const near = nearest(expression.replace(/^[@\d+]*|[+\d]*$/g, ''), names)
    const hint = near === undefined ? '' : ` Did you mean "${near}"?`
    printer.warn(`Nothing matches "${expression}".${hint}`)
  }
}

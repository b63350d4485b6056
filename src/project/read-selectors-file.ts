/** Reads selectors.yml; what a definition means is read by select/. Imports zod and js-yaml: import lazily. */
import type { ModelError } from '../errors/model-error.ts'
import { type SelectorsFile, selectorsFileShape } from './project-file-shape.ts'
import { checkShape } from './report-issues.ts'
import type { SelectorDeclaration } from './types.ts'
import { parseYaml } from './yaml-document.ts'

/** The named selectors of a file; `undefined` when it has not the right shape, which was reported then. */
export function readSelectorsFile(
  path: string,
  text: string,
  report: (problem: ModelError) => void,
): readonly SelectorDeclaration[] | undefined {
  const document = parseYaml(path, text)
  const problems = checkShape(document, selectorsFileShape)
  for (const problem of problems) report(problem)
  if (problems.length > 0) return undefined
  return (document.value as SelectorsFile).selectors.map(entry => ({
    name: entry.name,
    description: entry.description ?? '',
    default: entry.default ?? false,
    definition: entry.definition,
    place: document.valuePlace(entry, 'name'),
  }))
}

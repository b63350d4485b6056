/** What can be wrong with declarations though the project can be read: conditions of tests, contracts without types. */
import { incompleteContract } from '../checks/contract.ts'
import { testProblems } from '../checks/test-problems.ts'
import type { Node, TestNode } from '../compile/manifest.ts'
import { type ModelError, ProblemsError } from '../errors/model-error.ts'

/** @throws ProblemsError with all problems of these nodes. */
export function refuseProblems(nodes: Iterable<Node>): void {
  const problems: ModelError[] = []
  const tests: TestNode[] = []
  for (const node of nodes) {
    if (node.kind === 'test') tests.push(node)
    const incomplete =
      node.kind === 'model' || node.kind === 'seed' ? incompleteContract(node) : undefined
    if (incomplete) problems.push(incomplete)
  }
  problems.push(...testProblems(tests))
  if (problems.length > 0) throw new ProblemsError(problems)
}

/** What can be wrong with declarations though the project can be read: conditions of tests, contracts without types. */
import { incompleteContract } from '../checks/contract.ts'
import { testProblems } from '../checks/test-problems.ts'
import type { Manifest } from '../compile/manifest.ts'
import { ProblemsError } from '../errors/model-error.ts'

/** @throws ProblemsError with all problems of these nodes. */
export function refuseProblems(manifest: Manifest, ids: Iterable<string>): void {
  const nodes = [...ids].flatMap(id => manifest.nodes.get(id) ?? [])
  const contracts = nodes.flatMap(node =>
    node.kind === 'model' || node.kind === 'seed' ? (incompleteContract(node) ?? []) : [],
  )
  const tests = testProblems(nodes.filter(node => node.kind === 'test'))
  const problems = [...contracts, ...tests]
  if (problems.length > 0) throw new ProblemsError(problems)
}

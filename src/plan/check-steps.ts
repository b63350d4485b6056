/** Which checks a run makes, and over what. Pure. */
import type { BuiltNode, TestNode } from '../compile/manifest.ts'
import { relationKey } from '../sql/relation.ts'
import { UNKNOWN_VERSION } from '../state/source-version.ts'
import type { CheckMade } from '../state/types.ts'
import { wasCheckedElsewhere } from './elsewhere.ts'
import type { PlanInput } from './plan-input.ts'
import { relationsRead } from './relations-read.ts'
import type { Step } from './types.ts'

/** One step for all checks over the same relations; a check over a relation that was never built is skipped. */
export function checkSteps(
  input: PlanInput,
  staged: readonly BuiltNode[],
  managed: readonly Step[],
): readonly Step[] {
  const building = new Set(staged.map(node => node.id))
  const created = new Set(
    managed.flatMap(step => (step.kind === 'create managed' ? [step.node] : [])),
  )
  const groups = new Map<string, { over: readonly string[]; tests: string[] }>()
  const skipped: Step[] = []
  const position = new Map(input.manifest.graph.order().map((id, i) => [id, i]))
  for (const test of selectedTests(input)) {
    const over = [...relationsRead(input.manifest, test.id)].sort(
      (a, b) => position.get(a)! - position.get(b)!,
    )
    const inRun = over.some(id => building.has(id))
    if (!inRun && (input.command === 'run' || input.command === 'seed')) continue
    const absent = over.find(id => !building.has(id) && !created.has(id) && !exists(input, id))
    if (absent !== undefined) skipped.push(neverBuilt(test, absent))
    else if (!inRun && input.command === 'refresh' && holdsStill(input, test.id)) {
      skipped.push({ kind: 'reuse', node: test.id, reason: STILL })
    } else if (!inRun && input.command === 'refresh' && isOthers(input, { id: test.id, over })) {
      const text = `made in ${input.elsewhere?.target}, as it is here`
      skipped.push({ kind: 'reuse', node: test.id, reason: { code: 'deferred', text } })
    } else addTo(groups, over, test.id)
  }
  const reason = { code: 'selected', text: 'declared in the project' }
  const checks = [...groups.values()].map(group => ({ kind: 'check' as const, ...group, reason }))
  return [...checks, ...skipped]
}

const STILL = { code: 'fresh', text: 'neither the check nor what it reads has changed' }

/** The check was made, here or where is deferred to, over just what it would read. A failed one is made again. */
function holdsStill({ checksMade, checkNow, elsewhere }: PlanInput, id: string): boolean {
  const now = checkNow?.(id)
  const made = [checksMade?.get(id), elsewhere?.checksMade?.get(id)]
  return now !== undefined && made.some(before => before && isSame(before, now))
}

function isSame(before: CheckMade & { readonly status: string }, now: CheckMade): boolean {
  if (before.status !== 'pass' && before.status !== 'warn') return false
  if (now.definitionHash !== before.definitionHash) return false
  const versions = Object.entries(now.inputs)
  return (
    versions.length === Object.keys(before.inputs).length &&
    versions.every(([read, version]) => {
      return version === before.inputs[read] && version !== UNKNOWN_VERSION
    })
  )
}

function isOthers(
  { manifest, elsewhere, checkNow }: PlanInput,
  check: { readonly id: string; readonly over: readonly string[] },
): boolean {
  if (elsewhere === undefined) return false
  const hash = checkNow?.(check.id).definitionHash
  return wasCheckedElsewhere(manifest, elsewhere, { ...check, hash })
}

function selectedTests(input: PlanInput): readonly TestNode[] {
  return input.selected.flatMap(id => {
    const node = input.manifest.nodes.get(id)
    return node?.kind === 'test' ? [node] : []
  })
}

function exists(input: PlanInput, id: string): boolean {
  const node = input.manifest.nodes.get(id)
  if (input.elsewhere?.nodes.has(id)) return true
  return (
    node !== undefined &&
    'relation' in node &&
    input.introspection.relations.has(relationKey(node.relation))
  )
}

function neverBuilt(test: TestNode, absent: string): Step {
  const text = `${absent} has never been built`
  return { kind: 'skip', node: test.id, reason: { code: 'never', text, parent: absent } }
}

function addTo(
  groups: Map<string, { over: readonly string[]; tests: string[] }>,
  over: readonly string[],
  test: string,
): void {
  const key = over.join('\n')
  const group = groups.get(key)
  if (group === undefined) groups.set(key, { over, tests: [test] })
  else group.tests.push(test)
}

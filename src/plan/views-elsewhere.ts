/**
 * A view hangs on what it reads: over a relation of another environment it would stand in the way of that one's next
 * publication, which may want to change the columns. So it is built as a table. Pure.
 */
import type { PlanInput } from './plan-input.ts'
import { relationsRead } from './relations-read.ts'
import type { Step } from './types.ts'

/** The steps with such views as tables, each with a word about it. */
export function withoutViewsElsewhere(input: PlanInput, steps: readonly Step[]): readonly Step[] {
  const { elsewhere, manifest } = input
  if (elsewhere === undefined) return steps
  const staged = new Set(steps.flatMap(step => (step.kind === 'stage' ? [step.node] : [])))
  return steps.map(step => {
    if (step.kind !== 'stage' || step.materialized !== 'view') return step
    const read = relationsRead(manifest, step.node).find(
      id => elsewhere.nodes.has(id) && !staged.has(id),
    )
    if (read === undefined) return step
    const text = `a table here: a view would hang on ${manifest.nodes.get(read)?.name} of ${elsewhere.target}`
    const apart = { code: 'deferred', text, parent: read }
    return { ...step, materialized: 'table', also: [...(step.also ?? []), apart] }
  })
}

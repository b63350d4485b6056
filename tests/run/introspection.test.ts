/** How often a run asks what is there: the same for two models as for twelve. */
import { expect, it, vi } from 'vitest'
import { inWorkspace, keepEngineOpen, runOptions, writeProject } from '../support/project.ts'

keepEngineOpen()

async function questions(models: number): Promise<{ introspections: number; results: number }> {
  const names = Array.from({ length: models }, (_, i) => `m_${i}`)
  const root = writeProject(
    Object.fromEntries(
      names.map((name, i) => {
        const from = i === 0 ? '' : ` from {{ref "${names[i - 1]}"}}`
        const kind = i % 2 === 0 ? 'table' : 'view'
        return [`models/${name}.sql`, `{{config materialized="${kind}"}}\nselect 1 as n${from}\n`]
      }),
    ),
  )
  return await inWorkspace(root, async workspace => {
    const introspect = vi.spyOn(await workspace.adapter(), 'introspect')
    const outcome = await workspace.run(runOptions(), () => undefined)
    expect(outcome.status).toBe('success')
    return { introspections: introspect.mock.calls.length, results: outcome.results.length }
  })
}

it('a run introspects as often for many models as for few', async () => {
  const few = await questions(2)
  const many = await questions(12)
  expect(many.results).toBe(12)
  expect(many.introspections).toBe(few.introspections)
  expect(few.introspections).toBeLessThanOrEqual(3)
})

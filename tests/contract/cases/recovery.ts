/** What the ledger knows of a run, and what the next run does when one was cut off. */
import { expect } from 'vitest'
import { statuses } from '../../support/project.ts'
import type { ProjectCase } from '../contract.ts'
import type { ProjectScene } from '../project-scene.ts'
import { table, view } from './materializations.ts'

const FILES = {
  'seeds/numbers.csv': 'n\n1\n',
  'models/total.sql': table('select sum(n) as n from {{ref "numbers"}}'),
  'models/seen.sql': view('select n from {{ref "total"}}'),
}

const seen = (scene: ProjectScene) =>
  scene.query(`select cast(n as int) as n from ${scene.schema}.seen`)

/** Relations in the stage and old schemas. */
const left = (scene: ProjectScene) =>
  scene.open(async workspace => {
    const adapter = await workspace.adapter()
    const work = [`${scene.schema}__stage`, `${scene.schema}__old`]
    return [...(await adapter.introspect(work)).relations.keys()]
  })

class PowerCut extends Error {}

/** Ends a run at a named moment, as if the process had died: nothing of it tidies up by saying so. */
const cutAt = (moment: string) => ({
  at: (point: string) => {
    if (point === moment) throw new PowerCut(point)
  },
})

export const RECOVERY_CASES: readonly ProjectCase[] = [
  {
    name: 'the ledger knows runs, results and what stands, and status says that it is fresh',
    run: async scene => {
      await scene.write(FILES)
      expect((await scene.status()).map(row => row.state)).toEqual(['never', 'never', 'never'])
      const outcome = await scene.run()
      await scene.open(async workspace => {
        const [run] = await workspace.runs(1)
        expect(run).toMatchObject({ runId: outcome.runId, status: 'success', command: 'build' })
        const results = await workspace.results({ runId: outcome.runId, limit: 10 })
        expect(results.map(({ status }) => status)).toEqual(['success', 'success', 'success'])
      })
      const rows = await scene.status()
      expect(rows.map(({ name, state }) => `${name} ${state}`).toSorted()).toEqual(
        ['numbers', 'seen', 'total'].map(name => `${scene.schema}.${name} fresh`),
      )
      await scene.write({ 'models/total.sql': table('select max(n) as n from {{ref "numbers"}}') })
      const changed = (await scene.status()).find(row => row.name.endsWith('.total'))
      expect(changed).toMatchObject({ state: 'stale', reasons: [{ code: 'definition' }] })
    },
  },
  // Every moment, by kill -9, is in tests/run/faults-*.
  ...['stage:after', 'publish:before-commit', 'publish:after-commit'].map(
    (moment): ProjectCase => ({
      name: `a run that was cut off at ${moment} leaves all or nothing, and the next one mends it`,
      run: async scene => {
        await scene.write(FILES)
        await scene.run()
        await scene.write({ 'seeds/numbers.csv': 'n\n1\n5\n' })
        await scene.run({ fullRefresh: true }, cutAt(moment)).catch((error: unknown) => error)
        expect(await seen(scene)).toEqual([{ n: moment === 'publish:after-commit' ? 6 : 1 }])
        expect((await scene.run()).status).toBe('success')
        expect(await seen(scene)).toEqual([{ n: 6 }])
        expect(await left(scene)).toEqual([])
      },
    }),
  ),
  {
    name: 'a run that is stopped publishes nothing, says so, and the next one goes on',
    run: async scene => {
      await scene.write(FILES)
      await scene.run()
      await scene.write({ 'models/total.sql': table('select 7 as n') })
      const abort = new AbortController()
      const at = (point: string) => {
        if (point === 'stage:after') abort.abort()
      }
      const outcome = await scene.run({ signal: abort.signal }, { at })
      expect(outcome.status).toBe('interrupted')
      expect(outcome.published).toEqual([])
      expect(await seen(scene)).toEqual([{ n: 1 }])
      expect(statuses(await scene.run())).toMatchObject({ total: 'success' })
      expect(await seen(scene)).toEqual([{ n: 7 }])
      expect(await left(scene)).toEqual([])
    },
  },
]

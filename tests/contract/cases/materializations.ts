/** Each materialization, built through a run: what lies there afterwards, under which names, with which rows. */
import { expect } from 'vitest'
import { statuses } from '../../support/project.ts'
import type { ProjectCase } from '../contract.ts'

export const table = (select: string, config = ''): string =>
  `{{config materialized="table"${config}}}\n${select}\n`
export const view = (select: string): string => `{{config materialized="view"}}\n${select}\n`

/** Seed -> ephemeral -> table -> view, and the names that the case wants for the last two. */
const layers = (total: string, seen: string) => ({
  'seeds/numbers.csv': 'id,n\n1,10\n2,20\n3,30\n',
  'models/kept.sql': `{{config materialized="ephemeral"}}\nselect id, n from {{ref "numbers"}} where n > 10\n`,
  [`models/${total}.sql`]: table('select sum(n) as n, count(*) as rows_kept from {{ref "kept"}}'),
  [`models/${seen}.sql`]: view(`select n from {{ref "${total}"}}`),
})

export const MATERIALIZATION_CASES: readonly ProjectCase[] = [
  {
    name: 'a seed, an ephemeral, a table and a view are built, and built again with other rows',
    run: async scene => {
      await scene.write(layers('total', 'seen'))
      for (const [last, sum] of [
        [30, 50],
        [40, 60],
      ]) {
        await scene.write({ 'seeds/numbers.csv': `id,n\n1,10\n2,20\n3,${last}\n` })
        const outcome = await scene.run()
        expect(statuses(outcome)).toEqual({ numbers: 'success', total: 'success', seen: 'success' })
        const sql = `select cast(n as int) as n from ${scene.schema}.seen`
        expect(await scene.query(sql)).toEqual([{ n: sum }])
      }
    },
  },
  {
    name: 'a seed whose file is as it was is not loaded again',
    run: async scene => {
      await scene.write(layers('total', 'seen'))
      await scene.run()
      expect(statuses(await scene.run())).toMatchObject({ numbers: 'no-op', total: 'success' })
      expect(statuses(await scene.run({ fullRefresh: true }))).toMatchObject({ numbers: 'success' })
    },
  },
  {
    name: 'a view becomes a table and a table a view',
    run: async scene => {
      for (const wrap of [view, table, view]) {
        await scene.write({
          'models/x.sql': wrap('select 1 as a'),
          'models/y.sql': view('select a from {{ref "x"}}'),
        })
        expect(statuses(await scene.run())).toEqual({ x: 'success', y: 'success' })
        expect(await scene.query(`select a from ${scene.schema}.y`)).toEqual([{ a: 1 }])
      }
    },
  },
  ...[
    ['Reserved', 'select', 'user'],
    ['mixed-case', 'MixedCase', 'camelCase'],
    ['63-byte', 'a'.repeat(63), `${'é'.repeat(30)}漢`],
  ].map(
    ([kind, total, seen]): ProjectCase => ({
      name: `${kind} names are names of models`,
      run: async scene => {
        await scene.write(layers(total!, seen!))
        expect(statuses(await scene.run())).toMatchObject({
          [total!]: 'success',
          [seen!]: 'success',
        })
        const sql = `select cast(n as int) as n from "${scene.schema}"."${seen}"`
        expect(await scene.query(sql)).toEqual([{ n: 50 }])
      },
    }),
  ),
  {
    name: 'a name of 64 bytes is refused before anything is built',
    run: async scene => {
      await scene.write({ [`models/${'a'.repeat(64)}.sql`]: view('select 1 as a') })
      await expect(scene.run()).rejects.toThrow(/M1407/)
    },
  },
  {
    name: '--empty builds every relation without rows',
    run: async scene => {
      await scene.write(layers('total', 'seen'))
      await scene.writeProjectFile({ target: { schema_prefix: 'empty_' } })
      await scene.run({ empty: true })
      const sql = `select cast(count(*) as int) as n from empty_${scene.schema}.numbers`
      expect(await scene.query(sql)).toEqual([{ n: 0 }])
    },
  },
  {
    name: 'a model in a schema of its own, with its prefix',
    run: async scene => {
      await scene.writeProjectFile({ target: { schema_prefix: 'dev_' } })
      await scene.write({ 'models/x.sql': table('select 1 as a', ` schema="${scene.schema}_own"`) })
      expect((await scene.run()).status).toBe('success')
      expect(await scene.query(`select a from dev_${scene.schema}_own.x`)).toEqual([{ a: 1 }])
    },
  },
  {
    name: 'all stages see one moment with consistency: snapshot',
    needs: 'snapshotRuns',
    run: async scene => {
      await scene.write({ 'seeds/live.csv': 'id\n1\n' })
      await scene.run()
      const count = `select count(*) as n from ${scene.schema}.live`
      await scene.write({ 'models/a.sql': table(count), 'models/b.sql': table(count) })
      await scene.writeProjectFile({ target: { consistency: 'snapshot' } })
      const at = async (point: string) => {
        if (point === 'stage:after') {
          await scene.query(`insert into ${scene.schema}.live select 2`)
        }
      }
      expect((await scene.run({}, { at })).status).toBe('success')
      const sql = `select cast(a.n as int) as a, cast(b.n as int) as b
        from ${scene.schema}.a as a cross join ${scene.schema}.b as b`
      expect(await scene.query(sql)).toEqual([{ a: 1, b: 1 }])
    },
  },
]

/** What a run may replace: its own relations, nobody else's, and never the rows of a managed table. */
import { expect } from 'vitest'
import type { ProjectCase } from '../contract.ts'
import type { ProjectScene } from '../project-scene.ts'
import { table } from './materializations.ts'

const MANAGED = `sources:
  - name: crm
    schema: SCHEMA
    tables:
      - name: status
        managed: true
        columns:
          - {name: domain, data_type: text, nullable: false}
          - {name: state, data_type: text}
`

const managed = (scene: ProjectScene, more = ''): Promise<void> =>
  scene.write({ 'models/sources.yml': MANAGED.replace('SCHEMA', scene.schema) + more })

export const OWNERSHIP_CASES: readonly ProjectCase[] = [
  {
    name: 'a relation that the project did not make is refused, and taken over with --adopt',
    run: async scene => {
      await scene.write({ 'models/x.sql': table('select 1 as a') })
      await scene.run()
      await scene.query(`create table ${scene.schema}.y as select 99 as a`)
      await scene.write({ 'models/y.sql': table('select 2 as a') })
      await expect(scene.run()).rejects.toThrow(/M3001/)
      expect(await scene.query(`select a from ${scene.schema}.y`)).toEqual([{ a: 99 }])
      expect((await scene.run({ adopt: true })).status).toBe('success')
      expect(await scene.query(`select a from ${scene.schema}.y`)).toEqual([{ a: 2 }])
    },
  },
  {
    name: "another project's relation is refused, with its name",
    run: async scene => {
      await scene.write({ 'models/x.sql': table('select 1 as a') })
      await scene.run()
      await scene.writeProjectFile({ name: 'another' })
      await expect(scene.run({ adopt: true })).rejects.toThrow(
        new RegExp(`M3002.*project ${scene.schema}`),
      )
    },
  },
  {
    name: 'a managed table is made from its declaration, kept through builds, and widened',
    needs: 'change counters',
    run: async scene => {
      await managed(scene)
      await scene.write({
        'models/states.sql': table('select count(*) as n from {{source "crm" "status"}}'),
      })
      const states = () => scene.query(`select cast(n as int) as n from ${scene.schema}.states`)
      await scene.run()
      expect(await states()).toEqual([{ n: 0 }])
      await scene.query(`insert into ${scene.schema}.status values ('a.example', 'on')`)
      await scene.run({ fullRefresh: true })
      expect(await states()).toEqual([{ n: 1 }])
      await managed(scene, '          - {name: note, data_type: text}\n')
      await scene.run()
      expect(await scene.query(`select * from ${scene.schema}.status`)).toEqual([
        { domain: 'a.example', state: 'on', note: null },
      ])
      await managed(scene)
      await expect(scene.run()).rejects.toThrow(/M3006/)
    },
  },
  {
    name: 'two projects of two schemas build in one database, and neither sees the other',
    run: async scene => {
      await scene.write({ 'models/x.sql': table('select 1 as a') })
      await scene.run()
      await scene.writeProjectFile({
        name: 'neighbour',
        target: { schema: `${scene.schema}_next` },
      })
      await scene.run()
      expect((await scene.status()).map(row => row.relation)).toHaveLength(1)
      for (const schema of [scene.schema, `${scene.schema}_next`]) {
        expect(await scene.query(`select a from ${schema}.x`)).toEqual([{ a: 1 }])
      }
    },
  },
]

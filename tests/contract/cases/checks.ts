/** Checks in a run: what a failed one holds back, what a broken statement says, what a contract demands. */
import { expect } from 'vitest'
import { ModelError } from '../../../src/errors/model-error.ts'
import { statuses } from '../../support/project.ts'
import type { ProjectCase } from '../contract.ts'
import { table, view } from './materializations.ts'

const schemaFile = (...models: string[]) => `models:\n${models.join('')}`

export const CHECK_CASES: readonly ProjectCase[] = [
  {
    name: 'a failed check holds back what it covers and what reads that, and nothing else',
    run: async scene => {
      await scene.write({
        'seeds/numbers.csv': 'n\n1\n2\n',
        'models/bad.sql': table('select n, cast(null as int) as gap from {{ref "numbers"}}'),
        'models/below.sql': view('select n from {{ref "bad"}}'),
        'models/good.sql': table('select n from {{ref "numbers"}}'),
        'models/schema.yml': schemaFile(
          '  - name: bad\n    columns: [{name: gap, tests: [not_null]}]\n',
          '  - name: good\n    columns: [{name: n, tests: [unique, not_null]}]\n',
        ),
      })
      const outcome = await scene.run()
      expect(outcome.status).toBe('error')
      expect(statuses(outcome)).toMatchObject({
        bad: 'held',
        below: 'skipped',
        good: 'success',
        not_null_bad_gap: 'fail',
        unique_good_n: 'pass',
      })
      const failed = outcome.results.find(
        result => result.kind === 'check' && result.status === 'fail',
      )
      expect(failed).toMatchObject({
        failures: 2,
        sample: [
          { n: 1, gap: null },
          { n: 2, gap: null },
        ],
      })
      expect(await scene.query(`select n from ${scene.schema}.good order by n`)).toHaveLength(2)
      await expect(scene.query(`select n from ${scene.schema}.bad`)).rejects.toThrow()
      await scene.write({ 'models/bad.sql': table('select n, 0 as gap from {{ref "numbers"}}') })
      expect((await scene.run()).status).toBe('success')
      expect(await scene.query(`select n from ${scene.schema}.below order by n`)).toHaveLength(2)
    },
  },
  {
    name: 'readers see the old rows while a check fails, and the new ones when it passes',
    run: async scene => {
      const files = (value: number) => ({
        'models/x.sql': table(`select ${value} as a`),
        'models/schema.yml': schemaFile(
          '  - name: x\n    columns: [{name: a, tests: [{accepted_range: {max: 5}}]}]\n',
        ),
      })
      const read = () => scene.query(`select a from ${scene.schema}.x`)
      for (const [value, seen] of [
        [1, 1],
        [9, 1],
        [2, 2],
      ] as const) {
        await scene.write(files(value))
        await scene.run()
        expect(await read()).toEqual([{ a: seen }])
      }
    },
  },
  {
    name: 'the built-in tests that everybody uses agree with the rows',
    run: async scene => {
      await scene.write({
        'seeds/people.csv': 'id,state,boss\n1,on,\n2,off,1\n2,gone,7\n',
        'seeds/schema.yml': `seeds:
  - name: people
    columns:
      - {name: id, data_type: integer, tests: [unique, not_null]}
      - {name: state, data_type: text, tests: [{accepted_values: {values: ['on', 'off']}}]}
      - {name: boss, data_type: integer, tests: [{relationships: {to: people, field: id}}]}
    tests: [{row_count: {min: 3, max: 3}}]
`,
      })
      const outcome = await scene.run()
      const failures = outcome.results.flatMap(result =>
        result.kind === 'check'
          ? [[result.node.split('.')[2]!.split('_people')[0], result.failures]]
          : [],
      )
      expect(Object.fromEntries(failures)).toEqual({
        unique: 1,
        not_null: 0,
        accepted_values: 1,
        relationships: 1,
        row_count: 0,
      })
    },
  },
  {
    name: 'a statement that fails is told at the line of its template, and takes its children along',
    needs: 'error positions',
    run: async scene => {
      await scene.write({
        'models/broken.sql': table('select 1 as a,\n  -- {{ref "nobody"}}\n  nowhere as b'),
        'models/below.sql': view('select a from {{ref "broken"}}'),
        'models/beside.sql': view('select 1 as a'),
      })
      const outcome = await scene.run()
      expect(statuses(outcome)).toEqual({ broken: 'error', below: 'skipped', beside: 'success' })
      const result = outcome.results.find(({ status }) => status === 'error')
      const error = result?.kind === 'node' ? result.error : undefined
      expect(error).toBeInstanceOf(ModelError)
      expect((error as ModelError).place).toMatchObject({
        file: 'models/broken.sql',
        line: 4,
        column: 3,
      })
    },
  },
  {
    name: 'a contract that the columns do not keep holds the model back, with what differs',
    run: async scene => {
      await scene.write({
        'models/x.sql': table('select 1 as a', ' contract=(dict enforced=true)'),
        'models/schema.yml': schemaFile(
          '  - name: x\n    columns: [{name: a, data_type: text}, {name: b, data_type: integer}]\n',
        ),
      })
      const outcome = await scene.run()
      expect(statuses(outcome)).toEqual({ x: 'error' })
      await expect(scene.query(`select a from ${scene.schema}.x`)).rejects.toThrow()
    },
  },
  {
    name: 'constraints of a contract are kept by the engine',
    needs: 'enforced constraints',
    run: async scene => {
      const files = (rows: string) => ({
        'models/x.sql': table(rows, ' contract=(dict enforced=true)'),
        'models/schema.yml': schemaFile(
          '  - name: x\n    columns: [{name: a, data_type: integer, constraints: [{type: primary_key}]}]\n',
        ),
      })
      await scene.write(files('select 1 as a union all select 1'))
      expect(statuses(await scene.run())).toEqual({ x: 'error' })
      await scene.write(files('select 1 as a union all select 2'))
      expect(statuses(await scene.run())).toEqual({ x: 'success' })
      await expect(scene.query(`insert into ${scene.schema}.x values (1)`)).rejects.toThrow()
    },
  },
]

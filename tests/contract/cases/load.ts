/** Loading CSV files by the engine's bulk path. */
import { expect } from 'vitest'
import { DatabaseError } from '../../../src/adapters/database-error.ts'
import { printRelation } from '../../../src/sql/relation.ts'
import type { ContractCase, Scene } from '../contract.ts'

interface Load {
  readonly content: string
  readonly columns: readonly string[]
  readonly delimiter?: string
  readonly rows: readonly Record<string, unknown>[]
}

const LOADS: Readonly<Record<string, Load>> = {
  'a byte order mark before a quoted heading': {
    content: '\ufeff"id",name,amount\n1,a,1.5\n',
    columns: ['id', 'name', 'amount'],
    rows: [{ id: 1, name: 'a', amount: '1.5' }],
  },
  'quotes, delimiters and line ends inside values': {
    content: 'id,name\n1,"a, ""b""\nc"\n',
    columns: ['id', 'name'],
    rows: [{ id: 1, name: 'a, "b"\nc', amount: null }],
  },
  'an empty value as NULL and a quoted one as empty text': {
    content: 'id,name,amount\n1,,\n2,"",3\n',
    columns: ['id', 'name', 'amount'],
    rows: [
      { id: 1, name: null, amount: null },
      { id: 2, name: '', amount: '3' },
    ],
  },
  'text outside of ASCII': {
    content: 'id,name\n1,naïve 😀 漢字\n',
    columns: ['id', 'name'],
    rows: [{ id: 1, name: 'naïve 😀 漢字', amount: null }],
  },
  'another delimiter, another order of columns, missing columns and line ends of Windows': {
    content: 'amount;id\r\n2.50;7\r\n',
    columns: ['amount', 'id'],
    delimiter: ';',
    rows: [{ id: 7, name: null, amount: '2.50' }],
  },
  'tabs as delimiter': {
    content: 'id\tname\n1\ta b\n',
    columns: ['id', 'name'],
    delimiter: '\t',
    rows: [{ id: 1, name: 'a b', amount: null }],
  },
  'a file of a heading alone': { content: 'id,name\n', columns: ['id', 'name'], rows: [] },
  'a last line without an end': {
    content: 'id\n1\n2',
    columns: ['id'],
    rows: [
      { id: 1, name: null, amount: null },
      { id: 2, name: null, amount: null },
    ],
  },
}

async function load(scene: Scene, { content, columns, delimiter = ',' }: Omit<Load, 'rows'>) {
  const relation = scene.relation('t')
  await scene.adapter.execute(
    `create table ${printRelation(relation)} (id int, name text, amount numeric)`,
  )
  const file = await scene.file(content)
  return await scene.adapter.copyIn({ relation, columns, file, delimiter, header: true })
}

export const LOAD_CASES: readonly ContractCase[] = [
  ...Object.entries(LOADS).map(
    ([name, { rows, ...file }]): ContractCase => ({
      name: `copyIn() loads ${name}`,
      run: async scene => {
        expect(await load(scene, file)).toEqual({ rows: rows.length })
        const { rows: found } = await scene.adapter.query(
          `select * from ${printRelation(scene.relation('t'))} order by id`,
        )
        expect(found).toEqual(rows)
      },
    }),
  ),
  {
    name: 'copyIn() tells line and column of a value that does not fit, and loads nothing',
    run: async scene => {
      const work = load(scene, { content: 'id,name\n1,a\nx,b\n', columns: ['id', 'name'] })
      const error = await work.catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(DatabaseError)
      const { fields } = error as DatabaseError
      expect(fields.code).toBe('22P02')
      expect(fields.detail).toContain('line 3, column id')
      const { rows } = await scene.adapter.query(
        `select * from ${printRelation(scene.relation('t'))}`,
      )
      expect(rows).toEqual([])
    },
  },
  {
    name: 'copyIn() into a transaction that is rolled back leaves nothing',
    run: async scene => {
      const relation = scene.relation('t')
      await scene.adapter.execute(`create table ${printRelation(relation)} (id int)`)
      const file = await scene.file('id\n1\n')
      const work = scene.adapter.transaction(async session => {
        await session.copyIn({ relation, columns: ['id'], file, delimiter: ',', header: true })
        throw new Error('no')
      })
      await expect(work).rejects.toThrow('no')
      expect((await scene.adapter.query(`select * from ${printRelation(relation)}`)).rows).toEqual(
        [],
      )
    },
  },
]

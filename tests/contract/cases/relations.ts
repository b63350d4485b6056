/** Creating, replacing and dropping relations with the dialect's statements, under awkward names. */
import { expect } from 'vitest'
import { printRelation } from '../../../src/sql/relation.ts'
import type { ContractCase } from '../contract.ts'

const NAMES = [
  'select',
  'MixedCase',
  'with "quotes"',
  'naïve 😀',
  'a'.repeat(63),
  // 63 bytes of UTF-8, and the last character has three.
  `${'é'.repeat(30)}漢`,
  'user',
  'SELECT',
  'semi;colon',
  "it's",
]

export const RELATION_CASES: readonly ContractCase[] = [
  ...NAMES.map(
    (name): ContractCase => ({
      name: `a table and its view may be named ${name}`,
      run: async ({ adapter, relation, stage }) => {
        const { dialect } = adapter
        const table = relation(name)
        const options = { unlogged: false, empty: false }
        await adapter.execute(
          dialect.createTableAs(table, `select 1 as "${name.replaceAll('"', '""')}"`, options),
        )
        await adapter.execute(
          dialect.createView(stage(name), `select * from ${printRelation(table)}`),
        )
        expect((await adapter.query(`select * from ${printRelation(stage(name))}`)).rows).toEqual([
          { [name]: 1 },
        ])
        const both = [
          { relation: table, kind: 'table' },
          { relation: stage(name), kind: 'view' },
        ] as const
        for (const statement of dialect.dropRelations(both)) await adapter.execute(statement)
        expect((await adapter.introspect([table.schema, stage(name).schema])).relations.size).toBe(
          0,
        )
      },
    }),
  ),
  {
    name: 'createTableAs() makes an empty table when asked, also after a comment at the end',
    run: async ({ adapter, relation }) => {
      const options = { unlogged: true, empty: true }
      const sql = adapter.dialect.createTableAs(relation('t'), 'select 1 as a -- all', options)
      await adapter.execute(sql)
      expect((await adapter.query(`select * from ${printRelation(relation('t'))}`)).rows).toEqual(
        [],
      )
    },
  },
  {
    name: 'createTable() makes columns and constraints, and leaves what is there',
    run: async ({ adapter, relation }) => {
      const columns = [
        { name: 'id', type: 'integer', notNull: true },
        { name: 'Name', type: 'numeric(18,2)', notNull: false },
      ]
      const sql = adapter.dialect.createTable(relation('t'), columns, {
        ifNotExists: true,
        constraints: ['primary key (id)'],
      })
      await adapter.execute(sql)
      await adapter.execute(sql)
      await adapter.execute(
        adapter.dialect.addColumns(relation('t'), [{ name: 'new', type: 'text' }]),
      )
      await adapter.execute(
        adapter.dialect.createIndex(relation('t'), { columns: ['Name'], unique: false }),
      )
      await adapter.execute(adapter.dialect.analyze([relation('t')]))
      const { relations } = await adapter.introspect([relation('t').schema])
      expect(relations.get(printRelation(relation('t')))?.columns).toEqual([
        { name: 'id', type: 'integer', nullable: false },
        { name: 'Name', type: 'numeric(18,2)', nullable: true },
        { name: 'new', type: 'text', nullable: true },
      ])
    },
  },
  {
    name: 'dropSchemaIfEmpty() drops an empty schema, keeps a full one, and does not mind an absent one',
    run: async ({ adapter, schema, stage }) => {
      const { dialect } = adapter
      await adapter.execute(
        dialect.createTableAs(stage('t'), 'select 1 as a', { unlogged: false, empty: false }),
      )
      for (const name of [schema, `${schema}__stage`, `${schema}_nowhere`]) {
        await adapter.execute(dialect.dropSchemaIfEmpty(name))
      }
      const { schemas } = await adapter.introspect([schema, `${schema}__stage`])
      expect([...schemas]).toEqual([`${schema}__stage`])
    },
  },
  {
    name: 'changeCounter() counts committed changes of a table, and nothing else',
    needs: 'change counters',
    run: async ({ adapter, schema, relation }) => {
      const table = printRelation(relation('t'))
      await adapter.execute(`create table ${table} (a int)`)
      const install = () =>
        adapter.execute(adapter.dialect.changeCounter(relation('t')).join(';\n'))
      const changes = async () => {
        const sql =
          'select changes from model_meta.change_counts where schema_name = $1 and table_name = $2'
        return (await adapter.query<{ changes: string }>(sql, [schema, 't'])).rows[0]?.changes
      }
      await install()
      expect(await changes()).toBe('0')
      await adapter.execute(`insert into ${table} values (1), (2)`)
      await adapter.execute(`update ${table} set a = a + 1`)
      await adapter
        .transaction(async session => {
          await session.execute(`delete from ${table}`)
          throw new Error('rolled back')
        })
        .catch(() => undefined)
      await adapter.query(`select * from ${table}`)
      await install()
      expect(await changes()).toBe('2')
      await adapter.execute(`truncate ${table}`)
      expect(await changes()).toBe('3')
    },
  },
]

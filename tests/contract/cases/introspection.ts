/** What the adapter says about relations that are there. */
import { expect } from 'vitest'
import { printRelation, relationKey } from '../../../src/sql/relation.ts'
import type { ContractCase } from '../contract.ts'

export const INTROSPECTION_CASES: readonly ContractCase[] = [
  {
    name: 'introspect() tells kinds, owners, columns and types of several schemas at once',
    run: async ({ adapter, schema, relation, stage }) => {
      const table = printRelation(relation('T'))
      await adapter.execute(`
        create table ${table} (a integer not null, "B" decimal(18,2), gone varchar, c timestamp with time zone);
        alter table ${table} drop column gone;
        create view ${printRelation(stage('v'))} as select "B" from ${table}`)
      const found = await adapter.introspect([schema, `${schema}__stage`, 'nowhere'])
      expect([...found.schemas].sort()).toEqual([schema, `${schema}__stage`])
      expect(found.relations.get(relationKey(relation('T')))).toEqual({
        relation: relation('T'),
        kind: 'table',
        owned: true,
        columns: [
          { name: 'a', type: 'integer', nullable: false },
          { name: 'B', type: 'numeric(18,2)', nullable: true },
          { name: 'c', type: 'timestamp with time zone', nullable: true },
        ],
      })
      expect(found.relations.get(relationKey(stage('v')))?.kind).toBe('view')
    },
  },
  {
    name: 'introspect() tells a materialized view and an array',
    needs: 'materialized views',
    run: async ({ adapter, schema, relation }) => {
      await adapter.execute(`create materialized view ${printRelation(relation('m'))} as
        select 1 as a, array['x'] as b`)
      const { relations } = await adapter.introspect([schema])
      expect(relations.get(relationKey(relation('m')))).toMatchObject({
        kind: 'materialized view',
        columns: [{ name: 'a' }, { name: 'b', type: 'text[]' }],
      })
    },
  },
  {
    name: 'introspect() tells of named relations alone, when it is asked so',
    run: async ({ adapter, schema, relation }) => {
      for (const name of ['a', 'b', 'B']) {
        await adapter.execute(`create table ${printRelation(relation(name))} (n integer)`)
      }
      const found = await adapter.introspect([schema, 'nowhere'], ['B', 'c'])
      expect([...found.relations.keys()]).toEqual([relationKey(relation('B'))])
      expect([...found.schemas]).toEqual([schema])
    },
  },
  {
    name: 'introspect() tells hundreds of relations at once',
    run: async ({ adapter, schema, relation }) => {
      const names = Array.from({ length: 300 }, (_, i) => `t_${i}`)
      const statements = names.map(
        name => `create table ${printRelation(relation(name))} (a integer)`,
      )
      await adapter.execute(statements.join(';\n'))
      const { relations } = await adapter.introspect([schema])
      expect(relations.size).toBe(300)
    },
  },
  {
    name: 'introspect() tells a table without columns, and an empty schema',
    needs: 'tables without columns',
    run: async ({ adapter, schema, relation }) => {
      await adapter.execute(`create table ${printRelation(relation('nothing'))} ()`)
      const found = await adapter.introspect([schema, `${schema}__old`])
      expect(found.schemas.size).toBe(2)
      expect(found.relations.get(relationKey(relation('nothing')))?.columns).toEqual([])
    },
  },
]

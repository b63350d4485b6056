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
        create table ${table} (a int not null, "B" numeric(18,2), gone text, c timestamptz, d text[]);
        alter table ${table} drop column gone;
        create view ${printRelation(stage('v'))} as select "B" from ${table};
        create materialized view ${printRelation(relation('m'))} as select 1 as a`)
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
          { name: 'd', type: 'text[]', nullable: true },
        ],
      })
      expect(found.relations.get(relationKey(stage('v')))?.kind).toBe('view')
      expect(found.relations.get(relationKey(relation('m')))?.kind).toBe('materialized view')
    },
  },
  {
    name: 'introspect() tells a table without columns, and an empty schema',
    run: async ({ adapter, schema, relation }) => {
      await adapter.execute(`create table ${printRelation(relation('nothing'))} ()`)
      const found = await adapter.introspect([schema, `${schema}__old`])
      expect(found.schemas.size).toBe(2)
      expect(found.relations.get(relationKey(relation('nothing')))?.columns).toEqual([])
    },
  },
]

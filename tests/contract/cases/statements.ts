/** Statements, transactions, streams and what the database says when one fails. */
import { expect } from 'vitest'
import { DatabaseError } from '../../../src/adapters/database-error.ts'
import type { ContractCase } from '../contract.ts'

/** The DatabaseError that this ends with. */
async function failure(work: Promise<unknown>): Promise<DatabaseError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(DatabaseError)
  return error as DatabaseError
}

export const STATEMENT_CASES: readonly ContractCase[] = [
  {
    name: 'query() returns rows, columns and the number of rows when a SELECT is sent',
    run: async ({ adapter }) => {
      const result = await adapter.query('select 1 as one, $1::text as two', ['x'])
      expect(result.rows).toEqual([{ one: 1, two: 'x' }])
      expect(result.columns.map(column => column.name)).toEqual(['one', 'two'])
      expect(result.columns[0]!.type).toBe('integer')
      expect(result.rowCount).toBe(1)
    },
  },
  {
    name: 'query() tells the rows of a CREATE TABLE AS',
    run: async ({ adapter, schema }) => {
      const sql = `create table ${schema}.t as select 1 as a union all select 2`
      expect((await adapter.query(sql)).rowCount).toBe(2)
    },
  },
  {
    name: 'query() returns no rows and its columns when nothing is found',
    run: async ({ adapter }) => {
      const result = await adapter.query('select 1 as a where false')
      expect(result.rows).toEqual([])
      expect(result.columns).toHaveLength(1)
    },
  },
  {
    name: 'execute() runs several statements',
    run: async ({ adapter, schema }) => {
      await adapter.execute(`create table ${schema}.t (a int); insert into ${schema}.t values (1)`)
      expect((await adapter.query(`select a from ${schema}.t`)).rows).toEqual([{ a: 1 }])
    },
  },
  {
    name: 'execute() tells the rows of each statement, null where there are none to count',
    run: async ({ adapter, schema }) => {
      const create = `create table ${schema}.t as select * from generate_series(1, 3) as a`
      const insert = `insert into ${schema}.t values (4), (5)`
      const both = await adapter.execute(`${create};\nanalyze ${schema}.t;\n${insert}`)
      expect(both).toEqual([3, null, 2])
      expect(await adapter.execute(`analyze ${schema}.t`)).toEqual([null])
      expect(await adapter.execute('')).toEqual([null])
    },
  },
  {
    name: 'transaction() keeps everything when it returns, nothing when it throws',
    run: async ({ adapter, schema }) => {
      await adapter.transaction(session => session.execute(`create table ${schema}.kept (a int)`))
      const broken = adapter.transaction(async session => {
        await session.execute(`create table ${schema}.lost (a int)`)
        throw new Error('no')
      })
      await expect(broken).rejects.toThrow('no')
      const { relations } = await adapter.introspect([schema])
      expect([...relations.keys()]).toEqual([`"${schema}"."kept"`])
    },
  },
  {
    name: 'transaction() does not pretend to commit when a failed statement was swallowed',
    run: async ({ adapter }) => {
      const error = await failure(
        adapter.transaction(async session => {
          await session.query('select 1 / 0').catch(() => undefined)
        }),
      )
      expect(error.fields.code).toBe('25P02')
      expect((await adapter.query('select 1 as a')).rows).toEqual([{ a: 1 }])
    },
  },
  {
    name: 'transactions started together all finish',
    run: async ({ adapter, schema }) => {
      await adapter.execute(`create table ${schema}.t (a int)`)
      const one = (a: number) =>
        adapter.transaction(async session => {
          await session.query(`insert into ${schema}.t values ($1)`, [a])
          return await session.query('select pg_sleep(0.01)')
        })
      await Promise.all([one(1), one(2), one(3), adapter.query('select 1')])
      const { rows } = await adapter.query(`select count(*) as n from ${schema}.t`)
      expect(rows).toEqual([{ n: '3' }])
    },
  },
  {
    name: 'stream() gives all rows in batches, with bound values, and others may query in between',
    run: async ({ adapter }) => {
      const sql = 'select n, $1::text as word from generate_series(1, 25000) as n order by n'
      let rows = 0
      let batches = 0
      let last: unknown
      for await (const batch of adapter.stream(sql, ['x'])) {
        rows += batch.length
        batches++
        last = batch.at(-1)
        expect((await adapter.query('select 2 as a')).rows).toEqual([{ a: 2 }])
      }
      expect(rows).toBe(25_000)
      expect(batches).toBeGreaterThan(1)
      expect(last).toEqual({ n: 25_000, word: 'x' })
    },
  },
  {
    name: 'stream() may be left early',
    run: async ({ adapter }) => {
      for await (const batch of adapter.stream('select * from generate_series(1, 30000)')) {
        expect(batch.length).toBeGreaterThan(0)
        break
      }
      expect((await adapter.query('select 1 as a')).rows).toEqual([{ a: 1 }])
    },
  },
  {
    name: 'a failing statement tells its place in UTF-16 code units, after text outside of ASCII',
    run: async ({ adapter }) => {
      const sql = "select 'é😀' as a, nowhere from generate_series(1, 2)"
      for (const send of [
        () => adapter.query(sql),
        () => adapter.execute(sql),
        () => adapter.stream(sql)[Symbol.asyncIterator]().next(),
      ]) {
        const { fields } = await failure(send())
        expect(fields.code).toBe('42703')
        expect(fields.offset).toBe(sql.indexOf('nowhere'))
        expect(fields.sql).toBe(sql)
      }
    },
  },
  {
    name: 'a syntax error tells its place',
    run: async ({ adapter }) => {
      const sql = 'select 1\nform x'
      const { fields } = await failure(adapter.query(sql))
      expect([fields.code, fields.offset]).toEqual(['42601', sql.indexOf('x')])
    },
  },
  {
    name: 'a failing statement passes detail and hint on',
    run: async ({ adapter, schema }) => {
      await adapter.execute(
        `create table ${schema}.t (a int primary key); insert into ${schema}.t values (1)`,
      )
      const { fields, message } = await failure(adapter.query(`insert into ${schema}.t values (1)`))
      expect(message).toContain('duplicate key')
      expect(fields.code).toBe('23505')
      expect(fields.detail).toContain('(a)=(1)')
    },
  },
]

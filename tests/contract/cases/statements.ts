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
      const result = await adapter.query('select 1 as one, cast($1 as varchar) as two', ['x'])
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
    name: 'a failing statement tells its SQLSTATE',
    needs: 'sqlstates',
    run: async ({ adapter }) => {
      const codes = {
        'select nowhere': '42703',
        'select 1 form x': '42601',
        'select 1 / 0': '22012',
      }
      for (const [sql, code] of Object.entries(codes)) {
        expect((await failure(adapter.query(sql))).fields).toMatchObject({ code, sql })
      }
    },
  },
  {
    name: 'snapshot() sees one moment and its own changes, and outlives a statement that fails',
    needs: 'snapshotRuns',
    run: async ({ adapter, schema }) => {
      await adapter.execute(`create table ${schema}.t (a int)`)
      const count = `select cast(count(*) as int) as n from ${schema}.t`
      await adapter.snapshot(async session => {
        expect((await session.query(count)).rows).toEqual([{ n: 0 }])
        await adapter.execute(`insert into ${schema}.t values (1)`)
        await expect(session.query('select nowhere')).rejects.toThrow()
        expect((await session.query(count)).rows).toEqual([{ n: 0 }])
        await session.transaction(own => own.execute(`create table ${schema}.made as ${count}`))
        const lost = session.transaction(async own => {
          await own.execute(`create table ${schema}.lost (a int)`)
          throw new Error('no')
        })
        await expect(lost).rejects.toThrow('no')
        const { relations } = await session.introspect([schema])
        expect(relations.size).toBe(2)
      })
      expect((await adapter.query(`select n from ${schema}.made`)).rows).toEqual([{ n: 0 }])
      expect((await adapter.query(count)).rows).toEqual([{ n: 1 }])
    },
  },
  {
    name: 'snapshot() keeps nothing when its work throws',
    needs: 'snapshotRuns',
    run: async ({ adapter, schema }) => {
      const work = adapter.snapshot(async session => {
        await session.execute(`create table ${schema}.t (a int)`)
        throw new Error('no')
      })
      await expect(work).rejects.toThrow('no')
      expect((await adapter.introspect([schema])).relations.size).toBe(0)
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
          return await session.query('select 1')
        })
      await Promise.all([one(1), one(2), one(3), adapter.query('select 1')])
      const { rows } = await adapter.query(`select a from ${schema}.t order by a`)
      expect(rows).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
    },
  },
  {
    name: 'stream() gives all rows in batches, with bound values, and others may query in between',
    run: async ({ adapter, words }) => {
      const sql = `select n, cast($1 as varchar) as word from ${words.series(25_000)} order by n`
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
    run: async ({ adapter, words }) => {
      for await (const batch of adapter.stream(`select n from ${words.series(30_000)}`)) {
        expect(batch.length).toBeGreaterThan(0)
        break
      }
      expect((await adapter.query('select 1 as a')).rows).toEqual([{ a: 1 }])
    },
  },
  {
    name: 'a failing statement tells its place in UTF-16 code units, after text outside of ASCII',
    needs: 'error positions',
    run: async ({ adapter, words }) => {
      const sql = `select 'é😀' as a, nowhere from ${words.series(2)}`
      for (const send of [
        () => adapter.query(sql),
        () => adapter.execute(sql),
        () => adapter.stream(sql)[Symbol.asyncIterator]().next(),
      ]) {
        const { fields } = await failure(send())
        expect(fields.offset).toBe(sql.indexOf('nowhere'))
        expect(fields.sql).toBe(sql)
      }
    },
  },
  {
    name: 'a syntax error tells its place',
    needs: 'error positions',
    run: async ({ adapter }) => {
      const sql = 'select 1\nform x'
      const { fields } = await failure(adapter.query(sql))
      expect(fields.offset).toBe(sql.indexOf('x'))
    },
  },
  {
    name: 'a failing statement passes detail and hint on',
    needs: 'enforced constraints',
    run: async ({ adapter, schema }) => {
      await adapter.execute(
        `create table ${schema}.t (a int primary key); insert into ${schema}.t values (1)`,
      )
      const { fields, message } = await failure(adapter.query(`insert into ${schema}.t values (1)`))
      expect(message).toContain('duplicate key')
      expect(fields.detail).toContain('(a)=(1)')
    },
  },
]

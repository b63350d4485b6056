/** The life of a connection: time limits, cancelling, closing and opening again. */
import { expect } from 'vitest'
import { CancelledError } from '../../../src/adapters/database-error.ts'
import type { ContractCase } from '../contract.ts'

export const CONNECTION_CASES: readonly ContractCase[] = [
  {
    name: 'a statement ends soon after its signal is aborted, and the adapter goes on',
    run: async ({ adapter, schema, words }) => {
      await adapter.execute(`create table ${schema}.t as select 1 as a`)
      const abort = new AbortController()
      const work = adapter.query(words.long, [], { signal: abort.signal })
      setTimeout(() => abort.abort(), 100)
      await expect(work).rejects.toBeInstanceOf(CancelledError)
      expect((await adapter.query(`select a from ${schema}.t`)).rows).toEqual([{ a: 1 }])
    },
  },
  {
    name: 'a statement ends when its time is over',
    run: async ({ adapter, words }) => {
      const work = adapter.query(words.long, [], { timeout: 100 })
      await expect(work).rejects.toBeInstanceOf(CancelledError)
      expect((await adapter.query('select 1 as a')).rows).toEqual([{ a: 1 }])
    },
  },
  {
    name: 'a statement that is aborted before it starts is never sent',
    run: async ({ adapter, schema }) => {
      const work = adapter.query(`create table ${schema}.t (a int)`, [], {
        signal: AbortSignal.abort(),
      })
      await expect(work).rejects.toBeInstanceOf(CancelledError)
      expect((await adapter.introspect([schema])).relations.size).toBe(0)
    },
  },
  {
    name: 'a cancelled statement takes its transaction along',
    run: async ({ adapter, schema, words }) => {
      const work = adapter.transaction(async session => {
        await session.execute(`create table ${schema}.t (a int)`)
        await session.query(words.long, [], { timeout: 100 }).catch(() => undefined)
        await session.execute(`create table ${schema}.u (a int)`)
      })
      await expect(work).rejects.toThrow()
      expect((await adapter.introspect([schema])).relations.size).toBe(0)
    },
  },
  {
    name: "the process's own work goes on while a statement runs",
    run: async ({ adapter, words }) => {
      let ticks = 0
      const timer = setInterval(() => ticks++, 10)
      await adapter.query(`select count(*) from ${words.series(3_000_000)}`)
      clearInterval(timer)
      expect(ticks).toBeGreaterThan(5)
    },
  },
  {
    name: 'a connection that breaks in a statement is told as that, and the adapter goes on with another',
    needs: 'connections that break',
    run: async ({ adapter, schema, words }) => {
      await adapter.execute(`create table ${schema}.t as select 1 as a`)
      const work = adapter.query(words.long)
      const told = expect(work).rejects.toMatchObject({ code: 'M2012' })
      await new Promise(resolve => setTimeout(resolve, 100))
      await adapter.execute(words.endOthers!)
      await told
      expect((await adapter.query(`select a from ${schema}.t`)).rows).toEqual([{ a: 1 }])
    },
  },
  {
    name: 'a connection that breaks in a transaction takes all of it along',
    needs: 'connections that break',
    run: async ({ adapter, schema, words }) => {
      const work = adapter.transaction(async session => {
        await session.execute(`create table ${schema}.t (a int)`)
        await adapter.execute(words.endOthers!)
        await session.execute(`create table ${schema}.u (a int)`)
      })
      await expect(work).rejects.toMatchObject({ code: 'M2012' })
      expect((await adapter.introspect([schema])).relations.size).toBe(0)
    },
  },
  {
    name: 'what was committed is there after closing and opening again',
    run: async ({ adapter, schema, reopen }) => {
      await adapter.execute(`create table ${schema}.t as select 1 as a`)
      await adapter.maintain()
      const again = await reopen()
      expect((await again.query(`select a from ${schema}.t`)).rows).toEqual([{ a: 1 }])
    },
  },
  {
    name: 'one run at a time holds the lock of an environment, and the second is told by whom',
    run: async ({ adapter }) => {
      const lock = await adapter.acquireRunLock('environment', 'the first run')
      await expect(adapter.acquireRunLock('environment', 'the second')).rejects.toThrow(
        'the first run',
      )
      const other = await adapter.acquireRunLock('another environment', 'the second')
      await lock.release()
      await other.release()
      const again = await adapter.acquireRunLock('environment', 'the third')
      await again.release()
    },
  },
]

/** A connection that the server ended while nothing was asked of it ended the process, with a stack trace. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openAdapter } from '../../src/adapters/registry.ts'
import { queryOnce, SERVER_URL } from '../support/postgres-database.ts'

it.skipIf(SERVER_URL === undefined)(
  'a connection that ends inside a transaction is an error of its next statement',
  async () => {
    const adapter = await openAdapter('postgres', {
      root: '.',
      targetPath: 'target',
      settings: { url: SERVER_URL! },
      threads: 1,
      applicationName: 'ended between',
      wait: 0,
    })
    const work = adapter.transaction(async session => {
      const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
      await queryOnce(SERVER_URL!, 'select pg_terminate_backend($1, 5000)', [rows[0]!.pid])
      await delay(100)
      await session.query('select 1')
    })
    await expect(work).rejects.toMatchObject({ code: 'M2012' })
    expect((await adapter.query('select 1 as n')).rows).toEqual([{ n: 1 }])
    await adapter.close()
  },
)

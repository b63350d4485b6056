import { expect, test } from 'vitest'
import { CancelledError } from '../../../src/adapters/database-error.ts'
import { Lease } from '../../../src/adapters/pglite/lease.ts'

test('take() gives turns in the order in which they were asked for', async () => {
  const lease = new Lease()
  const order: number[] = []
  await Promise.all(
    [1, 2, 3].map(async turn => {
      const done = await lease.take()
      await new Promise(resolve => setImmediate(resolve))
      order.push(turn)
      done()
    }),
  )
  expect(order).toEqual([1, 2, 3])
})

test('take() gives its place up when its signal is aborted, and the next one moves on', async () => {
  const lease = new Lease()
  const done = await lease.take()
  const abort = new AbortController()
  const given = lease.take(abort.signal)
  const next = lease.take()
  abort.abort()
  await expect(given).rejects.toBeInstanceOf(CancelledError)
  done()
  ;(await next)()
  ;(await lease.take())()
})

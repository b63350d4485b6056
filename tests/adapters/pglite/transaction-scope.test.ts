/** The adapter knows work inside of its own transactions, and leaves nothing behind in the process. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { TransactionScope } from '../../../src/adapters/pglite/transaction-scope.ts'

afterEach(() => vi.restoreAllMocks())

it('refuses in the work of its own transaction, however deep, and not after it', async () => {
  const [one, other] = [new TransactionScope(), new TransactionScope()]
  let late = Promise.resolve()
  await one.run(async () => {
    await setImmediate()
    expect(() => one.refuse('select 1')).toThrow(/select 1/)
    expect(() => other.refuse('select 1')).not.toThrow()
    await other.run(async () => {
      for (const scope of [one, other])
        expect(() => scope.refuse('select 1')).toThrow(expect.objectContaining({ code: 'M2007' }))
    })
    late = setImmediate().then(() => one.refuse('select 1'))
  })
  await late
  expect(() => one.refuse('select 1')).not.toThrow()
})

it('uses one storage for all adapters: node keeps each, and makes all promises slower by it', async () => {
  const run = vi.spyOn(AsyncLocalStorage.prototype, 'run')
  for (let n = 0; n < 3; n++) await new TransactionScope().run(async () => undefined)
  expect(new Set(run.mock.contexts).size).toBe(1)
})

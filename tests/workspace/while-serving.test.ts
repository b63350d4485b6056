/** The clock of kept data in a process that serves. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { keepWhileServing } from '../../src/workspace/keep/while-serving.ts'

const silent = { onError: () => undefined }

it('keepWhileServing() keeps from time to time and once more at the end', async () => {
  const keep = vi.fn(async () => undefined)
  const keeping = keepWhileServing(keep, { every: 5, ...silent })
  await vi.waitFor(() => expect(keep.mock.calls.length).toBeGreaterThan(2))
  const before = keep.mock.calls.length
  await keeping.stop()
  expect(keep.mock.calls.length).toBe(before + 1)
  await delay(30)
  expect(keep.mock.calls.length).toBe(before + 1)
})

it('keepWhileServing() never keeps twice at once, and what came meanwhile is kept too', async () => {
  const ends: (() => void)[] = []
  const keep = vi.fn(() => new Promise<void>(resolve => ends.push(resolve)))
  const keeping = keepWhileServing(keep, { every: 5, ...silent })
  await vi.waitFor(() => expect(keep).toHaveBeenCalled())
  await delay(30)
  expect(keep).toHaveBeenCalledOnce()
  const stopping = keeping.stop()
  ends[0]!()
  await vi.waitFor(() => expect(keep).toHaveBeenCalledTimes(2))
  ends[1]!()
  await stopping
})

it('keepWhileServing() says what failed and goes on', async () => {
  const errors: string[] = []
  const keep = vi.fn(async () => {
    throw new Error('disk full')
  })
  const onError = (error: Error) => errors.push(error.message)
  const keeping = keepWhileServing(keep, { every: 5, onError })
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(1))
  await keeping.stop()
  expect(new Set(errors)).toEqual(new Set(['disk full']))
})

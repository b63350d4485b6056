/** What bounds calls: how many begin in a second, how many and how costly in all; and when a call is made again. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { pauseBefore, retryAfter, withinTime } from '../../../src/run/typescript/attempt.ts'
import { PassingError } from '../../../src/run/typescript/define-model.ts'
import { Budget, createPace } from '../../../src/run/typescript/limits.ts'

describe('Budget', () => {
  it.each([
    ['nothing', {}, 1, 5, 5],
    ['calls', { calls: 3 }, 0, 5, 3],
    ['cost, by the estimate of what goes on', { cost: 2.5 }, 1, 5, 2],
    ['both', { calls: 2, cost: 10 }, 1, 5, 2],
    ['no call at all', { calls: 0 }, 1, 5, 0],
  ] as const)('bounds by %s', (_, most, estimate, wanted, got) => {
    const budget = new Budget(most)
    const taken = Array.from({ length: wanted }, () => budget.take(estimate))
    expect(taken.filter(Boolean).length).toBe(got)
  })

  it('goes by what calls did cost once they end', () => {
    const budget = new Budget({ cost: 3 })
    expect([budget.take(1), budget.take(1)]).toEqual([true, true])
    budget.settle(1, 0.1)
    budget.settle(1, 0.1)
    expect([budget.take(1), budget.take(1), budget.take(1)]).toEqual([true, true, false])
    budget.settle(1, 5)
    expect([budget.take(0), budget.cost]).toEqual([false, 5.2])
  })
})

describe('createPace()', () => {
  const { signal } = new AbortController()
  const now = () => performance.now()
  const times = async (turns: readonly Promise<void>[], began = now()) => {
    return await Promise.all(turns.map(turn => turn.then(() => now() - began)))
  }

  it('lets calls begin evenly', async () => {
    const start = now()
    const pace = createPace(100, now)
    const turns = Array.from({ length: 6 }, () => pace.turn(signal))
    const began = await times(turns, start)
    // Ten milliseconds apart, whoever else uses the machine.
    for (const [at, time] of began.entries()) expect(time).toBeGreaterThanOrEqual(at * 10 - 2)
  })

  it('lets none begin while a server wants a pause, even one that waited already', async () => {
    const pace = createPace(50, now)
    const turns = [pace.turn(signal), pace.turn(signal), pace.turn(signal)]
    pace.pause(80)
    const [first, second, third] = await times(turns)
    expect(first).toBeLessThan(75)
    expect(Math.min(second!, third!)).toBeGreaterThanOrEqual(75)
  })

  it('ends a wait with its signal', async () => {
    const abort = new AbortController()
    const pace = createPace(0.01, now)
    await pace.turn(abort.signal)
    const waiting = pace.turn(abort.signal)
    abort.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow()
  })
})

describe('retryAfter()', () => {
  const now = Date.parse('2026-02-14T10:00:00Z')
  it.each([
    [null, undefined],
    [' ', undefined],
    ['0', 0],
    ['12', 12_000],
    ['0.5', 500],
    ['-3', 0],
    ['Sat, 14 Feb 2026 10:01:30 GMT', 90_000],
    ['Sat, 14 Feb 2026 09:00:00 GMT', 0],
    ['soon', undefined],
  ])('reads %j', (text, milliseconds) => {
    expect(retryAfter(text, now)).toBe(milliseconds)
  })
})

describe('pauseBefore()', () => {
  afterEach(() => vi.restoreAllMocks())
  const passing = new PassingError('busy')
  it.each([
    ['an error that lasts', new Error('no'), 1, 3, undefined],
    ['the first attempt', passing, 1, 3, 500],
    ['the second', passing, 2, 3, 1000],
    ['the third', passing, 3, 3, 2000],
    ['the last', passing, 4, 3, undefined],
    ['many', passing, 20, 30, 60_000],
    ['no retries', passing, 1, 0, undefined],
    ['what a server says', new PassingError('busy', { after: 7000 }), 3, 3, 7000],
    [
      'a server that wants an hour',
      new PassingError('busy', { after: 3_600_000 }),
      1,
      3,
      undefined,
    ],
  ])('after %s', (_, error, attempt, retries, pause) => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    expect(pauseBefore(error, { attempt, retries })).toBe(pause)
  })
})

describe('withinTime()', () => {
  const { signal } = new AbortController()
  it('aborts what takes longer, and says so', async () => {
    let inner: AbortSignal | undefined
    const hanging = withinTime(
      own => {
        inner = own
        return new Promise(() => undefined)
      },
      { signal, limit: 20 },
    )
    await expect(hanging).rejects.toEqual(new PassingError('no answer within 0.02 s'))
    expect(inner?.aborted).toBe(true)
  })

  it('gives what comes in time, and what fails at once', async () => {
    expect(await withinTime(async () => 5, { signal, limit: 1000 })).toBe(5)
    const failing = withinTime(
      () => {
        throw new Error('at once')
      },
      { signal, limit: 1000 },
    )
    await expect(failing).rejects.toThrow('at once')
  })

  it('ends with its signal, for its reason', async () => {
    const abort = new AbortController()
    const hanging = withinTime(() => new Promise(() => undefined), {
      signal: abort.signal,
      limit: 10_000,
    })
    abort.abort(new Error('stopped'))
    await expect(hanging).rejects.toThrow('stopped')
    const late = withinTime(async () => 1, { signal: abort.signal, limit: 10_000 })
    await expect(late).rejects.toThrow('stopped')
  })
})

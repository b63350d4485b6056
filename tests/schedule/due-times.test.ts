import { describe, expect, it } from 'vitest'
import { dueTimes, MOST_COUNTED } from '../../src/schedule/due-times.ts'
import { startTime } from '../../src/schedule/jitter.ts'

/** All due times between two moments, in UTC without seconds. */
async function between(cron: string, timezone: string, from: string, to: string) {
  const times = await dueTimes(cron, timezone)
  const found: string[] = []
  for (let due = times.next(new Date(from)); due && due <= new Date(to); due = times.next(due))
    found.push(due.toISOString().slice(0, 16))
  return found
}

describe('next() on switch days', () => {
  it.each([
    [
      '02:30 does not exist in Paris: once, when the gap is over (03:00 summer time)',
      ...(['30 2 * * *', 'Europe/Paris', '2026-03-28T12:00Z', '2026-03-30T12:00Z'] as const),
      ['2026-03-29T01:00', '2026-03-30T00:30'],
    ],
    [
      '02:30 comes twice in Paris: once, the first time (summer time)',
      ...(['30 2 * * *', 'Europe/Paris', '2026-10-24T12:00Z', '2026-10-26T12:00Z'] as const),
      ['2026-10-25T00:30', '2026-10-26T01:30'],
    ],
    [
      'a Sunday alone, in spring',
      ...(['30 2 * * SUN', 'Europe/Paris', '2026-03-26T12:00Z', '2026-04-04T12:00Z'] as const),
      ['2026-03-29T01:00'],
    ],
    [
      'midnight does not exist in Sao Paulo',
      ...(['0 0 * * *', 'America/Sao_Paulo', '2018-11-03T12:00Z', '2018-11-05T12:00Z'] as const),
      ['2018-11-04T03:00', '2018-11-05T02:00'],
    ],
    [
      'a gap of half an hour on Lord Howe',
      ...(['15 2 * * *', 'Australia/Lord_Howe', '2026-10-02T16:00Z', '2026-10-04T16:00Z'] as const),
      ['2026-10-03T15:30', '2026-10-04T15:15'],
    ],
    [
      'every hour goes on by the real time in spring',
      ...(['0 * * * *', 'Europe/Paris', '2026-03-28T23:30Z', '2026-03-29T02:30Z'] as const),
      ['2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T02:00'],
    ],
    [
      'every hour goes on by the real time in autumn',
      ...(['0 * * * *', 'Europe/Paris', '2026-10-24T23:30Z', '2026-10-25T02:30Z'] as const),
      ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00'],
    ],
  ])('%s', async (_name, cron, timezone, from, to, expected) => {
    expect(await between(cron, timezone, from, to)).toEqual(expected)
  })

  it.each([
    ['2026-03-29', 92],
    ['2026-10-25', 100],
  ])('every quarter of an hour on %s is as many as the day has', async (day, quarters) => {
    const before = new Date(`${day}T00:00+0${quarters === 92 ? 1 : 2}:00`).getTime() - 1
    const end = before + quarters * 900_000
    const found = await between(
      '*/15 * * * *',
      'Europe/Paris',
      new Date(before).toISOString(),
      new Date(end).toISOString(),
    )
    expect(found).toHaveLength(quarters)
    expect(new Set(found).size).toBe(quarters)
  })

  it('is once a day whatever moment is asked from, on both switch days', async () => {
    const times = await dueTimes('30 2 * * *', 'Europe/Paris')
    for (const day of ['2026-03-28T20:00Z', '2026-10-24T20:00Z']) {
      const found = new Set<string>()
      for (let minute = 0; minute < 720; minute++) {
        const asked = new Date(Date.parse(day) + minute * 60_000)
        found.add(times.next(asked)!.toISOString())
      }
      expect(found.size, [...found].join()).toBe(2)
    }
  })
})

describe('latest()', () => {
  it('counts those that passed, and gives the newest', async () => {
    const times = await dueTimes('0 * * * *', 'UTC')
    const found = times.latest(new Date('2026-01-01T00:00Z'), new Date('2026-01-01T05:30Z'))
    expect(found).toEqual({ due: new Date('2026-01-01T05:00Z'), count: 5 })
    expect(times.latest(found!.due, new Date('2026-01-01T05:30Z'))).toBeUndefined()
  })

  it('does not count for ever', async () => {
    const times = await dueTimes('* * * * * *', 'UTC')
    const found = times.latest(new Date('2020-01-01T00:00Z'), new Date('2026-01-01T05:30Z'))
    expect(found).toEqual({ due: new Date('2026-01-01T05:30Z'), count: MOST_COUNTED })
  })

  it('finds the newest of those that were long ago', async () => {
    const times = await dueTimes('* 0-18 1 1 *', 'UTC')
    const found = times.latest(new Date('2025-01-01T00:00Z'), new Date('2026-06-01T00:00Z'))
    expect(found?.due).toEqual(new Date('2026-01-01T18:59Z'))
  })
})

describe('startTime()', () => {
  it('is the due time without jitter, else up to so much later, the same for everybody', () => {
    const due = new Date('2026-01-01T05:00Z')
    expect(startTime({ name: 'a', jitter: 0 }, due)).toEqual(due)
    const starts = Array.from({ length: 200 }, (_, day) => {
      const on = new Date(due.getTime() + day * 86_400_000)
      return startTime({ name: 'a', jitter: 60_000 }, on).getTime() - on.getTime()
    })
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...starts)).toBeLessThan(60_000)
    expect(new Set(starts).size).toBeGreaterThan(150)
    expect(startTime({ name: 'a', jitter: 60_000 }, due)).toEqual(
      startTime({ name: 'a', jitter: 60_000 }, due),
    )
  })
})

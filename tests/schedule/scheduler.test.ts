import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../src/schedule/types.ts'
import { FakeClock, settled } from './fake-clock.ts'
import { dueTimesOf, memoryLog, type Rows, schedule, startDaemon } from './scene.ts'

describe('a schedule at 02:30 in Europe/Paris', () => {
  it.each([
    ['when clocks go forward', '2026-03-28T18:00Z', '2026-03-29T06:00Z'],
    ['when clocks go back', '2026-10-24T18:00Z', '2026-10-25T06:00Z'],
  ])('runs once %s', async (_name, from, to) => {
    const clock = new FakeClock(from)
    const daemon = await startDaemon(clock, [schedule()])
    await clock.goTo(to)
    expect(dueTimesOf(daemon)).toHaveLength(1)
    expect(daemon.runs.every(({ reason }) => reason === 'due')).toBe(true)
  })

  it('runs once when the daemon is stopped and started again within the hour that comes twice', async () => {
    const clock = new FakeClock('2026-10-24T23:00Z')
    const rows: Rows = new Map()
    const first = await startDaemon(clock, [schedule()], { rows })
    await clock.goTo('2026-10-25T00:45Z')
    await first.stop()
    const second = await startDaemon(clock, [schedule()], { rows, daemon: 'b' })
    await clock.goTo('2026-10-25T12:00Z')
    expect([...dueTimesOf(first), ...dueTimesOf(second)]).toEqual(['2026-10-25T00:30:00Z'])
  })
})

describe('a machine that slept for five hours', () => {
  const hourly = (missed: 'once' | 'skip') =>
    schedule({ cron: '0 * * * *', timezone: 'UTC', missed })

  it.each([
    ['once', ['2026-05-01T13:00:00Z'], ['2026-05-01T18:00:00Z']],
    ['skip', [], ['2026-05-01T18:00:00Z']],
  ] as const)('with missed: %s', async (missed, made, after) => {
    const clock = new FakeClock('2026-05-01T07:30Z')
    const daemon = await startDaemon(clock, [hourly(missed)])
    await clock.goTo('2026-05-01T08:20Z')
    await clock.sleepMachine('2026-05-01T13:20Z')
    const [, ...madeUp] = dueTimesOf(daemon)
    expect(madeUp).toEqual(made)
    if (missed === 'once') expect(daemon.runs[1]).toMatchObject({ reason: 'missed', count: 5 })
    else expect(daemon.events).toContainEqual(expect.objectContaining({ kind: 'skipped' }))
    await clock.goTo('2026-05-01T18:00Z')
    expect(dueTimesOf(daemon).slice(-1)).toEqual(after)
    expect(dueTimesOf(daemon)).toHaveLength(1 + made.length + 5)
  })

  it.each([
    ['once', 1],
    ['skip', 0],
  ] as const)('a daemon that was not running, with missed: %s', async (missed, made) => {
    const clock = new FakeClock('2026-05-01T07:30Z')
    const rows: Rows = new Map()
    const first = await startDaemon(clock, [hourly(missed)], { rows })
    await clock.goTo('2026-05-01T07:40Z')
    await first.stop()
    await clock.sleepMachine('2026-05-01T12:40Z')
    const second = await startDaemon(clock, [hourly(missed)], { rows, daemon: 'b' })
    expect(first.runs).toEqual([])
    expect(second.runs).toHaveLength(made)
    const third = await startDaemon(clock, [hourly(missed)], { rows, daemon: 'c' })
    expect(third.runs).toEqual([])
  })

  it('makes up for nothing that was due before a schedule was there, or under another cron', async () => {
    const clock = new FakeClock('2026-05-01T07:30Z')
    const rows: Rows = new Map()
    const first = await startDaemon(clock, [hourly('once')], { rows })
    await first.stop()
    await clock.sleepMachine('2026-05-01T12:40Z')
    const changed = schedule({ cron: '30 * * * *', timezone: 'UTC' })
    const second = await startDaemon(clock, [changed], { rows, daemon: 'b' })
    expect(second.runs).toEqual([])
    await clock.goTo('2026-05-01T13:30Z')
    expect(dueTimesOf(second)).toEqual(['2026-05-01T13:30:00Z'])
  })
})

describe('runs', () => {
  it('are one at a time, and the newest due time stands for those that pass meanwhile', async () => {
    const clock = new FakeClock('2026-05-01T07:59:30Z')
    const free: (() => void)[] = []
    const run = () => new Promise<RunSummary>(resolve => free.push(() => resolve(SUCCESS)))
    const minutely = schedule({ name: 'often', cron: '* * * * *', timezone: 'UTC' })
    const hourly = schedule({ name: 'hourly', cron: '0 * * * *', timezone: 'UTC' })
    const daemon = await startDaemon(clock, [minutely, hourly], { run })
    await clock.goTo('2026-05-01T08:05:30Z')
    expect(daemon.runs.map(each => each.name)).toEqual(['often'])
    free.shift()!()
    await settled()
    expect(daemon.runs.map(each => each.name)).toEqual(['often', 'hourly'])
    expect(daemon.runs[1]).toMatchObject({ reason: 'due', count: 1 })
    free.shift()!()
    await settled()
    expect(daemon.runs[2]).toMatchObject({ name: 'often', reason: 'due', count: 5 })
    free.shift()!()
  })

  it('that throw are errors, and the daemon goes on', async () => {
    const clock = new FakeClock('2026-05-01T07:30Z')
    const rows: Rows = new Map()
    const daemon = await startDaemon(clock, [schedule({ cron: '0 * * * *' })], {
      rows,
      run: async () => {
        throw new Error('no such database')
      },
    })
    await clock.goTo('2026-05-01T09:10Z')
    expect(daemon.runs).toHaveLength(2)
    expect([...rows.values()].map(({ status }) => status)).toEqual([null, 'error', 'error'])
  })

  it('that a stop interrupts are made up for by the next daemon', async () => {
    const clock = new FakeClock('2026-05-01T07:30Z')
    const rows: Rows = new Map()
    const interrupted = { ...SUCCESS, status: 'interrupted' } as const
    const first = await startDaemon(clock, [schedule({ cron: '0 * * * *' })], {
      rows,
      run: async () => interrupted,
    })
    await clock.goTo('2026-05-01T08:00:01Z')
    await first.stop()
    const second = await startDaemon(clock, [schedule({ cron: '0 * * * *' })], {
      rows,
      daemon: 'b',
    })
    expect(dueTimesOf(second)).toEqual(['2026-05-01T08:00:00Z'])
    expect(second.runs[0]).toMatchObject({ reason: 'missed' })
  })

  it('start up to the jitter later than they are due', async () => {
    const clock = new FakeClock('2026-05-01T07:59:59Z')
    const begun: Date[] = []
    const late = schedule({ cron: '0 * * * *', jitter: 600_000 })
    await startDaemon(clock, [late], {
      run: async () => {
        begun.push(clock.now())
        return SUCCESS
      },
    })
    await clock.goTo('2026-05-01T12:30Z')
    const after = begun.map(time => time.getTime() % 3_600_000)
    expect(after).toHaveLength(5)
    expect(new Set(after).size).toBe(5)
    expect(Math.max(...after)).toBeLessThan(600_000)
  })
})

describe('two daemons', () => {
  it('run each due time once, and one takes over when the other dies in a run', async () => {
    const clock = new FakeClock('2026-05-01T07:30Z')
    const rows: Rows = new Map()
    const dead = new Set<string>()
    const hourly = schedule({ cron: '0 * * * *' })
    let hangs = false
    const run = () => (hangs ? new Promise<never>(() => undefined) : Promise.resolve(SUCCESS))
    const daemonOn = (daemon: string) =>
      startDaemon(clock, [hourly], { log: memoryLog(rows, daemon, dead), daemon, run })
    const daemons = { a: await daemonOn('a'), b: await daemonOn('b') }
    await clock.goTo('2026-05-01T12:10Z')
    const all = [...dueTimesOf(daemons.a), ...dueTimesOf(daemons.b)]
    expect(all).toHaveLength(5)
    expect(new Set(all).size).toBe(5)
    const events = [...daemons.a.events, ...daemons.b.events]
    expect(events.filter(({ kind }) => kind === 'taken')).toHaveLength(5)
    hangs = true
    await clock.goTo('2026-05-01T13:10Z')
    const { daemon: dying } = [...rows.values()].at(-1)!
    const other = dying === 'a' ? daemons.b : daemons.a
    const before = other.runs.length
    hangs = false
    await clock.goTo('2026-05-01T13:11Z')
    expect(other.runs).toHaveLength(before)
    dead.add(dying)
    await clock.goTo('2026-05-01T13:12Z')
    expect(other.runs.slice(before)).toMatchObject([{ reason: 'missed' }])
    expect(dueTimesOf(other).at(-1)).toBe('2026-05-01T13:00:00Z')
  })
})

describe('trouble', () => {
  it('with the ledger is told once, and a due time waits until it works again', async () => {
    const clock = new FakeClock('2026-05-01T07:30Z')
    const rows: Rows = new Map()
    const log = memoryLog(rows, 'a', new Set())
    let broken = false
    const lost = async () => {
      throw new Error('the connection is lost')
    }
    const flaky = {
      latest: (names: readonly string[]) => (broken ? lost() : log.latest(names)),
      claim: (claim: Parameters<typeof log.claim>[0]) => (broken ? lost() : log.claim(claim)),
      end: log.end,
      beat: () => (broken ? lost() : log.beat()),
    }
    const hourly = schedule({ cron: '0 * * * *' })
    const daemon = await startDaemon(clock, [hourly], { log: flaky })
    await clock.goTo('2026-05-01T07:50Z')
    broken = true
    await clock.goTo('2026-05-01T10:20Z')
    expect(daemon.runs).toEqual([])
    broken = false
    await clock.goTo('2026-05-01T10:21Z')
    expect(daemon.runs).toHaveLength(1)
    expect(daemon.runs[0]).toMatchObject({ due: new Date('2026-05-01T10:00Z'), count: 3 })
    const told = daemon.events.filter(({ kind }) => kind === 'trouble')
    expect(told.map(event => 'doing' in event && event.doing).sort()).toEqual([
      'asking the ledger',
      'claiming a due time',
    ])
  })

  it('with the project keeps the schedules that were read before', async () => {
    const clock = new FakeClock('2026-05-01T07:30Z')
    let reads = 0
    const daemon = await startDaemon(clock, [], {
      schedules: async () => {
        if (reads++ > 0) throw new Error('this is not YAML')
        return [schedule({ cron: '0 * * * *' })]
      },
    })
    await clock.goTo('2026-05-01T08:10Z')
    expect(daemon.runs).toHaveLength(1)
    expect(daemon.events.filter(({ kind }) => kind === 'trouble')).toHaveLength(1)
  })
})

describe('changed()', () => {
  it('runs once for many changes, and once more for those during the run', async () => {
    const clock = new FakeClock('2026-05-01T07:30:00Z')
    const free: (() => void)[] = []
    const run = () => new Promise<RunSummary>(resolve => free.push(() => resolve(SUCCESS)))
    const daemon = await startDaemon(clock, [], { run })
    for (let change = 0; change < 10; change++) daemon.scheduler.changed(['source:a+'])
    daemon.scheduler.changed(['source:b+'])
    await clock.goTo('2026-05-01T07:30:02Z')
    expect(daemon.runs).toMatchObject([
      { reason: 'change', count: 11, select: ['source:a+', 'source:b+'] },
    ])
    for (let change = 0; change < 5; change++) daemon.scheduler.changed(['source:a+'])
    await clock.goTo('2026-05-01T07:30:05Z')
    expect(daemon.runs).toHaveLength(1)
    free.shift()!()
    await clock.goTo('2026-05-01T07:30:10Z')
    expect(daemon.runs.slice(1)).toMatchObject([{ count: 5, select: ['source:a+'] }])
    free.shift()!()
  })
})

const SUCCESS: RunSummary = { status: 'success', runId: 'r', message: '', failures: [] }

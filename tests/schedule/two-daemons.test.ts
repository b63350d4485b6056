/** Daemons as processes, on one environment of a server: each due time once, whoever is killed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScheduleLog, SILENCE } from '../../src/state/schedule-log.ts'
import { startModel } from '../support/model-process.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { inWorkspace, writeProject } from '../support/project.ts'
import { until } from './changes-scene.ts'

describe.skipIf(SERVER_URL === undefined)('two daemons on one environment', () => {
  let database: TestDatabase
  let root: string
  beforeAll(async () => {
    database = await createDatabase('daemons')
    root = writeProject({
      'project.yml': `name: shop
targets: {server: {adapter: postgres, url: '${database.url}'}}
schedules: [{name: often, cron: '* * * * * *', command: build}]
`,
      'models/orders.sql': '{{config materialized="table"}}select 1 as id',
    })
  })
  afterAll(() => database.drop())

  const ended = async () => {
    const [row] = await database.query<{ n: string; there: boolean }>(
      "select to_regclass('model_meta.schedule_ends') is not null as there, 0 as n",
    )
    if (!row!.there) return 0
    const [count] = await database.query<{ n: string }>(
      'select count(*) as n from model_meta.schedule_ends',
    )
    return Number(count!.n)
  }

  it('run each due time once, and go on when one is killed', async () => {
    const words = ['schedule', '--project-dir', root]
    const daemons = [startModel(words), startModel(words)]
    await until(async () => (await ended()) >= 4, 30_000)
    daemons[0]!.child.kill('SIGKILL')
    const before = await ended()
    await until(async () => (await ended()) >= before + 3, 30_000)
    daemons[1]!.child.kill('SIGTERM')
    const last = await daemons[1]!.ended
    expect(last.code, last.stderr).toBe(0)
    const claims = await database.query<{ due_at: Date; attempt: number }>(
      "select due_at, attempt from model_meta.schedules where reason <> 'set'",
    )
    const due = claims.map(({ due_at, attempt }) => `${due_at.toISOString()} ${attempt}`)
    expect(new Set(due).size).toBe(due.length)
    const runs = await database.query<{ n: string }>('select count(*) as n from model_meta.runs')
    expect(Number(runs[0]!.n)).toBeLessThanOrEqual(claims.length)
  })

  it('claim() gives a due time to one of many who ask at once', async () => {
    await inWorkspace(root, async workspace => {
      const adapter = await workspace.adapter()
      const logs = await Promise.all(
        Array.from({ length: 4 }, (_, n) =>
          openScheduleLog(adapter, workspace.scope, { daemon: `d${n}`, host: 'here' }),
        ),
      )
      const claim = {
        schedule: 'raced',
        attempt: 1,
        reason: 'due',
        timing: 'x',
        dueTimes: 1,
      } as const
      for (let minute = 0; minute < 10; minute++) {
        const dueAt = new Date(Date.UTC(2026, 0, 1, 0, minute))
        const taken = await Promise.all(logs.map(log => log.claim({ ...claim, dueAt })))
        expect(taken.filter(Boolean)).toHaveLength(1)
      }
      const early = { ...claim, dueAt: new Date(Date.UTC(2025, 0, 1)) }
      expect(await logs[0]!.claim(early)).toBe(false)
      await database.query(
        `update model_meta.schedule_daemons set seen_at = seen_at - make_interval(secs => ${SILENCE + 1})`,
      )
      expect((await logs[0]!.latest(['raced'])).get('raced')).toMatchObject({
        alive: false,
        status: null,
      })
      await Promise.all(logs.map(log => log.beat()))
      const entry = (await logs[0]!.latest(['raced'])).get('raced')!
      expect(entry).toMatchObject({ alive: true, status: null, attempt: 1 })
      const end = { status: 'success', runId: 'r', message: 'built' } as const
      await logs[0]!.end({ ...claim, dueAt: entry.dueAt }, end)
      expect((await logs[0]!.latest(['raced'])).get('raced')).toMatchObject({
        ...end,
        schedule: 'raced',
      })
    })
  })
})

import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { printCrontab, printGithub } from '../../src/schedule/other-schedulers.ts'
import { plainCron, shortestGap } from '../../src/schedule/plain-cron.ts'
import { schedule } from './scene.ts'

describe('plainCron()', () => {
  it.each([
    ['30 2 * * *', '30 2 * * *'],
    ['  30  2 * * MON-FRI ', '30 2 * * MON-FRI'],
    ['*/10 0 3 * * *', '0 3 * * *'],
    ['0 0 3 1 1 * *', '0 3 1 1 *'],
    ['@daily', '0 0 * * *'],
    ['@Weekly', '0 0 * * 0'],
    ['0 0 ? * 7', '0 0 * * 0'],
    ['0 0 * * 5-7', '0 0 * * 5-6,0'],
    ['0 0 * * 6-7', '0 0 * * 6,0'],
    ['0 0 * * 1-7,3', '0 0 * * *,3'],
    ['0,30 8-18/2 * jan,feb 1', '0,30 8-18/2 * jan,feb 1'],
  ])('makes five fields of %s', (written, expected) => {
    expect(plainCron(written)).toMatchObject({ cron: expected })
  })

  it.each([
    ['0 0 L * *', /^L is/],
    ['0 0 15W * *', /^15W is/],
    ['0 5 * * 5#2', /^5#2 is/],
    ['0 0 1 * +MON', /^\+MON is/],
    ['0 0 3 1 1 * 2030', /a year/],
    ['2030-01-01T00:00:00', /no cron/],
  ])('says why nobody else reads %s', (written, expected) => {
    expect(plainCron(written)).toEqual({ problem: expect.stringMatching(expected) })
  })

  it('says that seconds are left out, and nothing of those that are zero', () => {
    expect(plainCron('15 0 3 * * *')).toMatchObject({ leavesOut: ['its seconds are left out'] })
    expect(plainCron('0 0 3 * * *')).toMatchObject({ leavesOut: [] })
  })
})

describe('shortestGap()', () => {
  it.each([
    ['0 3 * * *', 60],
    ['* * * * *', 1],
    ['*/7 * * * *', 4],
    ['0,58 * * * *', 2],
    ['10-30/10 * * * *', 10],
  ])('of %s is %i minutes', (cron, minutes) => {
    expect(shortestGap(cron)).toBe(minutes)
  })
})

const elsewhere = { root: '/srv/the shop', target: 'prod', variables: ['SHOP_URL'] }
const SCHEDULES = [
  schedule({ name: 'nightly', cron: '0 3 * * *', select: ['*'] }),
  schedule({ name: 'often', cron: '*/10 * * * * *', timezone: 'UTC', jitter: 1000 }),
  schedule({ name: 'last day', cron: '0 0 L * *' }),
  schedule({ name: 'twin', cron: '0 3 * * *', command: 'test', missed: 'skip' }),
  schedule({ name: 'tokyo', cron: '0 3 * * *', timezone: 'Asia/Tokyo', vars: { a: "it's 9%" } }),
]

it('printCrontab() prints a line for each that cron can read, in its time zone', () => {
  const text = printCrontab(SCHEDULES, elsewhere)
  expect(text.split('\n').filter(line => !line.startsWith('#') && line !== '')).toEqual([
    'CRON_TZ=Europe/Paris',
    "0 3 * * * cd '/srv/the shop' && npx model refresh --target prod --select '*' --wait --yes",
    'CRON_TZ=UTC',
    "* * * * * cd '/srv/the shop' && npx model refresh --target prod --wait --yes",
    'CRON_TZ=Europe/Paris',
    "0 3 * * * cd '/srv/the shop' && npx model test --target prod --wait",
    'CRON_TZ=Asia/Tokyo',
    `0 3 * * * cd '/srv/the shop' && npx model refresh --target prod --vars '{"a":"it'\\''s 9\\%"}' --wait --yes`,
  ])
  expect(text).toMatch(/# last day is left out: of 0 0 L \* \*, L is more than others understand/)
  expect(text).toMatch(/The runs need SHOP_URL/)
  expect(text).toMatch(/# often: its seconds are left out, missed times .*, without jitter\./)
})

it('printGithub() prints a workflow: each time once in its zone, a step for each, started by name', () => {
  const text = printGithub(SCHEDULES, elsewhere)
  const workflow = load(text) as {
    readonly on: {
      readonly schedule: readonly unknown[]
      readonly workflow_dispatch: { readonly inputs: { readonly schedule: { options: string[] } } }
    }
    readonly jobs: {
      readonly warehouse: { readonly env: unknown; readonly steps: readonly { run?: string }[] }
    }
  }
  expect(workflow.on.schedule).toEqual([
    { cron: '0 3 * * *', timezone: 'Europe/Paris' },
    { cron: '*/5 * * * *' },
    { cron: '0 3 * * *', timezone: 'Asia/Tokyo' },
  ])
  const { options } = workflow.on.workflow_dispatch.inputs.schedule
  expect(options).toEqual(['nightly', 'often', 'twin', 'tokyo'])
  expect(workflow.jobs.warehouse.env).toEqual({ SHOP_URL: `\${{ secrets.SHOP_URL }}` })
  expect(workflow.jobs.warehouse.steps.slice(3)).toEqual([
    {
      name: 'nightly',
      if: "github.event.schedule == '0 3 * * *' || inputs.schedule == 'nightly'",
      run: "npx model refresh --target prod --select '*' --wait --yes",
    },
    expect.objectContaining({ name: 'often' }),
    expect.objectContaining({ name: 'twin', run: 'npx model test --target prod --wait' }),
    expect.objectContaining({
      run: `npx model refresh --target prod --vars '{"a":"it'\\''s 9%"}' --wait --yes`,
    }),
  ])
  expect(text).toMatch(/its cron alone: tokyo, in another time zone, runs along/)
  expect(text).toMatch(/often: .*every 5 minutes/)
})

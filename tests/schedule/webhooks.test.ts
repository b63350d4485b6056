import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Webhook } from '../../src/project/resolve-webhooks.ts'
import type { Clock } from '../../src/schedule/clock.ts'
import type { RunSummary, ScheduledRun, ScheduleEvent } from '../../src/schedule/types.ts'
import { noticeFor, REMIND } from '../../src/schedule/webhooks/decide.ts'
import { noticeBody, noticeHeaders } from '../../src/schedule/webhooks/message.ts'
import { Notifier } from '../../src/schedule/webhooks/notifier.ts'
import { openScheduleLog } from '../../src/state/schedule-log.ts'
import type { Workspace } from '../../src/workspace.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { inWorkspace, writeProject } from '../support/project.ts'

describe('noticeFor()', () => {
  const now = new Date('2026-05-01T12:00Z')
  const told = (event: string, ago: number) => ({ event, sentAt: new Date(now.getTime() - ago) })
  it.each([
    ['the first failure', 'failure', undefined, 'failure'],
    ['a failure just after one', 'failure', told('failure', 60_000), undefined],
    ['a failure that goes on for long', 'failure', told('failure', REMIND), 'failure'],
    ['a failure soon after a recovery', 'failure', told('recovery', 60_000), 'failure'],
    ['well after a failure', undefined, told('failure', 60_000), 'recovery'],
    ['well after a recovery', undefined, told('recovery', 60_000), undefined],
    ['well from the beginning', undefined, undefined, undefined],
    ['a source that is too old', 'staleness', undefined, 'staleness'],
    ['fresh again', undefined, told('staleness', 60_000), 'recovery'],
  ] as const)('%s', (_name, bad, last, expected) => {
    expect(noticeFor(bad, last, now)).toBe(expected)
  })
})

const NOTICE = {
  event: 'failure',
  subject: 'schedule nightly',
  message: '1 failed. orders: division by zero',
  at: new Date('2026-05-01T12:00:00.500Z'),
  failures: [{ node: 'orders', message: 'division by zero' }],
  runId: '20260501T120000Z-1',
  dueAt: new Date('2026-05-01T12:00Z'),
} as const

it('noticeBody() and noticeHeaders() write what docs/schedules.md says', () => {
  const body = noticeBody(NOTICE, { project: 'shop', target: 'prod', environment: '' })
  expect(body).toBe(
    '{"version":1,"event":"failure","subject":"schedule nightly","message":"1 failed. orders: division by zero",' +
      '"project":"shop","target":"prod","environment":"","at":"2026-05-01T12:00:00.500Z",' +
      '"due_at":"2026-05-01T12:00:00.000Z","run_id":"20260501T120000Z-1",' +
      '"failures":[{"node":"orders","message":"division by zero"}]}',
  )
  const signature = createHmac('sha256', 's3cret').update(`1777636800.${body}`).digest('hex')
  expect(noticeHeaders(body, { at: NOTICE.at, secret: 's3cret' })).toEqual({
    'content-type': 'application/json',
    'x-model-timestamp': '1777636800',
    'x-model-signature': `v1=${signature}`,
  })
  expect(noticeHeaders(body, { at: NOTICE.at, secret: undefined })).not.toHaveProperty(
    'x-model-signature',
  )
})

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

describe.skipIf(SERVER_URL === undefined)('a notifier', () => {
  let database: TestDatabase
  let root: string
  let server: Server
  let url: string
  let received: Received[]
  let answers: (number | 'silence')[]

  beforeAll(async () => {
    database = await createDatabase('webhooks')
    root = writeProject({
      'project.yml': `name: shop\ntargets: {prod: {adapter: postgres, url: '${database.url}'}}\n`,
    })
    server = createServer((request, response) => {
      let body = ''
      request.on('data', text => {
        body += text
      })
      request.on('end', () => {
        received.push({ headers: request.headers, body })
        const answer = answers.shift() ?? 200
        if (answer !== 'silence') response.writeHead(answer).end()
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await database.drop()
  })
  beforeEach(async () => {
    received = []
    answers = []
    await inWorkspace(root, async workspace => {
      const who = { daemon: 'a', host: 'here' }
      await openScheduleLog(await workspace.adapter(), workspace.scope, who)
    })
    await database.query('truncate model_meta.notifications')
  })

  const run: ScheduledRun = {
    name: 'nightly',
    reason: 'due',
    due: new Date('2026-05-01T12:00Z'),
    count: 1,
    command: 'refresh',
    select: [],
    exclude: [],
    vars: {},
  }
  const bad: RunSummary = { status: 'error', runId: 'r', message: 'hunter2 failed', failures: [] }
  const good: RunSummary = { ...bad, status: 'success', message: '1 built' }

  /** Pauses between attempts take no time here. */
  const hasty: Clock = { now: () => new Date(), sleepUntil: () => delay(1) }

  async function notified(
    hook: Partial<Webhook>,
    work: (notifier: Notifier, workspace: Workspace) => Promise<void> | void,
  ): Promise<readonly ScheduleEvent[]> {
    const events: ScheduleEvent[] = []
    await inWorkspace(root, async workspace => {
      const notifier = new Notifier({
        webhooks: [
          {
            name: 'team',
            url,
            on: ['failure', 'recovery', 'staleness'],
            targets: [],
            timeout: 300,
            ...hook,
          },
        ],
        teller: { project: 'shop', target: 'prod', environment: '' },
        adapter: await workspace.adapter(),
        scope: workspace.scope,
        clock: hasty,
        mask: text => text.replaceAll('hunter2', '***'),
        emit: event => events.push(event),
        signal: new AbortController().signal,
      })
      await work(notifier, workspace)
      await notifier.settled()
    })
    return events
  }

  const told = () => received.map(({ body }) => JSON.parse(body).event)

  it('tells a failure once, and the recovery, also when it was started again in between', async () => {
    await notified({}, notifier => {
      notifier.ran(run, bad)
      notifier.ran(run, bad)
    })
    await notified({}, notifier => {
      notifier.ran(run, bad)
      notifier.ran(run, good)
      notifier.ran(run, good)
    })
    expect(told()).toEqual(['failure', 'recovery'])
    expect(JSON.parse(received[0]!.body)).toMatchObject({
      subject: 'schedule nightly',
      message: '*** failed',
    })
    const rows = await database.query(
      'select event, delivered from model_meta.notifications order by seq',
    )
    expect(rows).toEqual([
      { event: 'failure', delivered: true },
      { event: 'recovery', delivered: true },
    ])
  })

  it('of two daemons that see the same one tells', async () => {
    const both = [0, 1].map(() => notified({}, notifier => notifier.ran(run, bad)))
    const events = (await Promise.all(both)).flat()
    expect(told()).toEqual(['failure'])
    expect(events).toHaveLength(1)
    const rows = await database.query('select event, attempts from model_meta.notifications')
    expect(rows).toEqual([{ event: 'failure', attempts: 1 }])
  })

  it('tells what another daemon began to tell and never ended', async () => {
    await notified({}, notifier => notifier.ran(run, bad))
    const died = (seconds: number) =>
      database.query(
        `update model_meta.notifications set delivered = false, attempts = 0,
          sent_at = clock_timestamp() - make_interval(secs => ${seconds})`,
      )
    await died(5)
    await notified({}, notifier => notifier.ran(run, bad))
    expect(told()).toEqual(['failure'])
    await died(120)
    await notified({}, notifier => notifier.ran(run, bad))
    expect(told()).toEqual(['failure', 'failure'])
  })

  it('signs what it sends, over time and body', async () => {
    await notified({ secret: 'k' }, notifier => notifier.ran(run, bad))
    const [{ headers, body } = { headers: {}, body: '' }] = received
    const signed = `${headers['x-model-timestamp']}.${body}`
    const expected = createHmac('sha256', 'k').update(signed).digest('hex')
    expect(headers['x-model-signature']).toBe(`v1=${expected}`)
  })

  it.each([
    ['trouble that passes is tried again', [503, 429, 200], 3, true],
    ['silence is cut off and tried again', ['silence', 200], 2, true],
    ['what is refused for good is not', [404], 1, false],
    ['four attempts are enough', [500, 500, 500, 500, 200], 4, false],
  ] as const)('%s', async (_name, given, attempts, delivered) => {
    answers = [...given]
    const events = await notified({}, notifier => notifier.ran(run, bad))
    expect(events).toMatchObject([{ kind: 'told', attempts, delivered }])
    expect(received).toHaveLength(attempts)
  })

  it('that nobody hears says why, tells it again at the next failure, and never throws', async () => {
    const deaf = { url: 'http://127.0.0.1:9/hook' }
    const events = await notified(deaf, notifier => {
      notifier.ran(run, bad)
      notifier.ran(run, bad)
    })
    expect(events).toMatchObject([
      { kind: 'told', delivered: false },
      { kind: 'told', delivered: false },
    ])
  })

  it('tells of sources that are too old, and only what a webhook is for', async () => {
    const found = (status: 'pass' | 'error') =>
      [
        {
          node: 'source.shop.core.orders',
          name: 'core.orders',
          status,
          ageSeconds: 90_000,
          error: null,
        },
      ] as never
    await notified({ on: ['staleness'] }, notifier => {
      notifier.ran(run, bad)
      notifier.looked(found('error'))
      notifier.looked(found('error'))
      notifier.looked(found('pass'))
    })
    expect(told()).toEqual(['staleness'])
    expect(JSON.parse(received[0]!.body).message).toBe(
      'source.shop.core.orders: error, newest row 25 hours old',
    )
  })
})

/** How calls are paced, and what comes of them, asked of a server of this machine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src/run/types.ts'
import { fetchOnce } from '../../../src/run/typescript/attempt.ts'
import {
  type AnsweringServer,
  type Misbehaviour,
  startAnswering,
} from '../../support/answering-server.ts'
import {
  keepEngineOpen,
  rows,
  run,
  statuses,
  writeFiles,
  writeProject,
} from '../../support/project.ts'

keepEngineOpen()

describe('fetchOnce()', () => {
  let server: AnsweringServer
  const { signal } = new AbortController()
  beforeAll(async () => {
    server = await startAnswering(about => (about === 'good' ? undefined : (about as Misbehaviour)))
  })
  afterAll(() => server.close())

  it.each([
    ['busy', { name: 'PassingError', message: '429 Too Many Requests', after: 0 }],
    ['broken', { name: 'PassingError', message: '500 Internal Server Error', after: undefined }],
    ['cut', { name: 'PassingError', message: 'fetch failed: other side closed' }],
  ])('says of a server that is %s that it passes', async (about, error) => {
    await expect(fetchOnce(`${server.url}/?about=${about}`, {}, signal)).rejects.toMatchObject(
      error,
    )
  })

  it.each([
    ['good', 200, '{"about":"good","length":4}'],
    ['refused', 400, '{"error":"nothing is said about refused"}'],
    ['garbage', 200, '{"about": '],
  ])('gives the answer of a server that is %s', async (about, status, text) => {
    const answer = await fetchOnce(`${server.url}/?about=${about}`, {}, signal)
    expect([answer.status, await answer.text()]).toEqual([status, text])
  })

  it('says why nobody answers', async () => {
    const gone = await startAnswering(() => undefined)
    await gone.close()
    await expect(fetchOnce(gone.url, {}, signal)).rejects.toMatchObject({
      name: 'PassingError',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('ends with its signal, in the middle of a body too', async () => {
    const late = { name: 'TimeoutError' }
    const limit = AbortSignal.timeout(50)
    await expect(fetchOnce(`${server.url}/?about=hanging`, {}, limit)).rejects.toMatchObject(late)
    const own = AbortSignal.timeout(50)
    const request = fetchOnce(`${server.url}/?about=hanging`, { signal: own }, signal)
    await expect(request).rejects.toMatchObject(late)
  })
})

const model = (
  config: string,
  version: string,
): string => `import { defineModel, z } from 'sql-model'
export default defineModel({
  config: { ${config} },
  columns: z.object({ name: z.string(), remembered: z.boolean() }),
  async *rows(ctx) {
    const names = Array.from({ length: 1200 }, (_, at) => ({ name: 'x' + at % 20 }))
    const answers = ctx.ask(names, { key: row => row.name, version: '${version}' }, async (row, call) =>
      await (await call.fetch(ctx.env('ANSWERS') + '/?about=' + row.name)).json())
    for await (const { row, remembered } of answers) yield { name: row.name, remembered }
    await ctx.fetch(ctx.env('ANSWERS') + '/?about=end')
  },
})
`

describe('the pace of a model', () => {
  let server: AnsweringServer
  let root: string
  const asked = new Map<string, number>()
  const progress: Extract<RunEvent, { kind: 'node progress' }>[] = []
  const build = async (config: string, version: string) => {
    const before = server.asked()
    writeFiles(root, { 'models/answers.ts': model(config, version) })
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'node progress') progress.push(event)
    }
    const outcome = await run(root, {}, { env: { ANSWERS: server.url }, onEvent })
    return { status: statuses(outcome)['answers'], times: server.times().slice(before), outcome }
  }
  beforeAll(async () => {
    server = await startAnswering((about, attempt) => {
      asked.set(about, attempt)
      return about === 'x7' ? 'busy' : 'slow'
    })
    root = writeProject({})
  })
  afterAll(() => server.close())

  it('asks so many at a time, and about equal rows once, on whatever page they are', async () => {
    const { status, outcome } = await build(
      'concurrency: 3, call_retries: 0, max_failures: 60',
      '1',
    )
    expect([status, server.peak()]).toEqual(['success', 3])
    // x7 fails for now, on each of three pages.
    const often = [...asked].filter(([, attempts]) => attempts > 1)
    expect([asked.size, often.map(([about]) => about)]).toEqual([21, ['x7']])
    expect(outcome.results[0]?.message).toMatch(
      /^COPY 1140, 2[1-3] calls, \d{3} remembered, 60 failed$/,
    )
    const kinds = await rows(root, 'select distinct key, kind, attempts from answers__failures')
    expect(kinds).toEqual([{ key: 'x7', kind: 'again', attempts: 1 }])
  })

  it('lets them begin evenly, and says every second how far it is', async () => {
    const { status, times } = await build(
      'concurrency: 100, per_second: 20, call_retries: 0, max_failures: 60',
      '2',
    )
    expect(status).toBe('success')
    expect(times.length).toBeGreaterThanOrEqual(21)
    const began = times.map(time => time - times[0]!)
    for (const [at, time] of began.entries()) expect(time).toBeGreaterThan(at * 50 - 60)
    expect(progress.at(-1)).toMatchObject({ node: 'model.shop.answers', calls: expect.any(Number) })
    expect(progress.at(-1)!.calls).toBeGreaterThan(5)
  })
})

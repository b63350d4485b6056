/** A model that asks, ended in the middle by kill -9 and by Ctrl-C: answers survive, and nobody is asked twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AskingProject,
  askingProject,
  CONCURRENCY,
  COUNT,
} from '../../support/asking-project.ts'
import { SERVER_URL } from '../../support/postgres-database.ts'

describe.each(['pglite', 'postgres'] as const)('a model that asks, on %s', engine => {
  const absent = engine === 'postgres' && SERVER_URL === undefined
  let project: AskingProject
  beforeAll(async () => {
    if (!absent) project = await askingProject(engine)
  })
  afterAll(() => project?.close())

  it.skipIf(absent).each([
    ['SIGKILL', null],
    ['SIGINT', 2],
  ] as const)('goes on after %s where it was', async (signal, code) => {
    const { server, build, kept } = project
    const before = server.asked()
    project.ask(signal)
    const ended = await build({ signal, after: { questions: COUNT / 2 } })
    expect(ended.code, ended.stderr + ended.stdout).toBe(code)
    const asked = server.asked() - before
    // What was on its way, or just came.
    expect(await kept(signal)).toBeGreaterThanOrEqual(asked - 2 * CONCURRENCY)
    const next = await build()
    expect(next.code, next.stderr + next.stdout).toBe(0)
    expect(server.asked() - before).toBeLessThanOrEqual(COUNT + 2 * CONCURRENCY)
    expect([await project.total(), await kept(signal)]).toEqual([COUNT, COUNT])
  })
})

/**
 * kill -9 at random moments of builds whose model asks a slow server: the next build succeeds at once, and asks again only
 * what was on its way. MODEL_KILLS sets how many.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AskingProject, askingProject, CONCURRENCY, COUNT } from '../support/asking-project.ts'
import { SERVER_URL } from '../support/postgres-database.ts'

const KILLS = Number(process.env['MODEL_KILLS'] ?? 50)

describe.each(['pglite', 'postgres'] as const)(
  `${KILLS} kills of a model that asks, on %s`,
  engine => {
    const absent = engine === 'postgres' && SERVER_URL === undefined
    let project: AskingProject
    let length: number
    beforeAll(async () => {
      if (absent) return
      project = await askingProject(engine)
      project.ask('first')
      length = (await project.build()).milliseconds
    })
    afterAll(() => project?.close())

    for (let kill = 1; kill <= KILLS; kill++)
      it.skipIf(absent)(`kill ${kill}: a good next build, nobody asked twice`, async () => {
        const { server, build } = project
        const before = server.asked()
        const version = `kill ${kill}`
        const milliseconds = Math.random() * length
        project.ask(version)
        await build({ signal: 'SIGKILL', after: { milliseconds } })
        const next = await build()
        const said = `killed after ${milliseconds.toFixed(0)} ms\n${next.stderr}${next.stdout}`
        expect(next.code, said).toBe(0)
        expect(server.asked() - before, said).toBeLessThanOrEqual(COUNT + 2 * CONCURRENCY)
        expect([await project.total(), await project.kept(version)]).toEqual([COUNT, COUNT])
      })
  },
)

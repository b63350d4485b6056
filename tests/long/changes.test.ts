/** A minute of changes, a thousand of them, while the server crashes and is started again: none missed, none doubled. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import {
  counted,
  eventsProject,
  expectEachOnce,
  startChangesDaemon,
  until,
} from '../schedule/changes-scene.ts'
import { queryOnce } from '../support/postgres-database.ts'
import { startPostgres } from '../support/postgres-server.ts'

const CHANGES = 1000
const MINUTE = 60_000

it('1,000 changes within a minute, the server restarted in between', async context => {
  const server = await startPostgres()
  if (server === undefined) return context.skip('PostgreSQL is not installed')
  try {
    const root = await eventsProject(server.url)
    const daemon = await startChangesDaemon(root)
    const begin = Date.now()
    let crashed = false
    for (let change = 0; change < CHANGES; change++) {
      if (change === CHANGES / 2) {
        server.crash()
        await delay(2000)
        await server.startAgain()
        crashed = true
      }
      await queryOnce(server.url, `insert into core.events values (${change})`)
      await delay(Math.max(0, begin + (change * MINUTE) / CHANGES - Date.now()))
    }
    expect(crashed).toBe(true)
    await until(async () => (await counted(server.url)) === CHANGES, 30_000)
    await delay(3000)
    await daemon.stop()
    const builds = await expectEachOnce(server.url, CHANGES)
    expect(builds).toBeGreaterThan(10)
    expect(builds).toBeLessThan(CHANGES / 3)
    const trouble = daemon.events.filter(({ kind }) => kind === 'trouble' || kind === 'well again')
    expect(trouble.length).toBeGreaterThan(1)
  } finally {
    server.stop()
  }
})

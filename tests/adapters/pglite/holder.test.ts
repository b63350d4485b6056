import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { holdFolder, socketOf } from '../../../src/adapters/pglite/holder.ts'

const root = mkdtempSync(join(tmpdir(), 'holder-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const mine = { pid: 4711, command: 'model build', wait: 0 }

test('holdFolder() tells a second one who holds the folder', async () => {
  const folder = join(root, 'told')
  const hold = await holdFolder(folder, mine)
  const second = await holdFolder(folder, mine).catch((reason: unknown) => reason)
  expect(second).toMatchObject({ code: 'M2201' })
  expect(String(second)).toContain('process 4711 (model build), since ')
  await hold.release()
  expect(existsSync(hold.socket)).toBe(false)
})

test('holdFolder() waits, saying for whom once, and goes on the moment the holder leaves', async () => {
  const folder = join(root, 'waits')
  const hold = await holdFolder(folder, mine)
  const told: string[] = []
  const waiting = holdFolder(folder, { ...mine, wait: 20_000, onWait: who => told.push(who) })
  while (told.length === 0) await new Promise(resolve => setTimeout(resolve, 10))
  const left = performance.now()
  await hold.release()
  const next = await waiting
  expect(performance.now() - left).toBeLessThan(2_000)
  expect(told).toHaveLength(1)
  await next.release()
})

test('holdFolder() takes over from a holder that was killed', async () => {
  const folder = join(root, 'killed')
  const child = await listener(socketOf(folder))
  await expect(holdFolder(folder, mine)).rejects.toMatchObject({ code: 'M2201' })
  await kill(child)
  expect(existsSync(socketOf(folder))).toBe(true)
  const hold = await holdFolder(folder, mine)
  await hold.release()
})

test('holdFolder() lets one of many win when all find a dead socket at once', async () => {
  const folder = join(root, 'race')
  for (let round = 0; round < 5; round++) {
    await kill(await listener(socketOf(folder)))
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => holdFolder(folder, mine)),
    )
    const won = tries.filter(attempt => attempt.status === 'fulfilled')
    expect(won).toHaveLength(1)
    await won[0]!.value.release()
  }
})

test('socketOf() is short enough for every system, and one for a folder however it is named', () => {
  const deep = join(root, 'd'.repeat(60), 'e'.repeat(60))
  mkdirSync(deep, { recursive: true })
  expect(Buffer.byteLength(socketOf(join(deep, 'warehouse')))).toBeLessThanOrEqual(103)
  expect(socketOf(join(deep, 'warehouse'))).not.toBe(socketOf(join(deep, 'other')))
  expect(socketOf(join(root, 'x', '..', 'warehouse'))).toBe(socketOf(join(root, 'warehouse')))
})

test('holdFolder() can be held by whoever listens there without a word', async () => {
  const folder = join(root, 'silent')
  const server = createServer(connection => connection.destroy()).listen(socketOf(folder))
  await expect(holdFolder(folder, mine)).rejects.toThrow('in use by another process')
  await new Promise(resolve => server.close(resolve))
})

/** A process that listens on the socket like a holder. */
async function listener(socket: string): Promise<ChildProcess> {
  const program = `
    require('node:net').createServer(c => c.write(JSON.stringify({protocol: 1, command: 'child', since: ''}) + '\\n'))
      .listen(process.argv[1], () => process.send('ready'))`
  const child = fork('-e', [program, socket], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', reject)
  })
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

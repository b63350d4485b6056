/** Who goes with whom, decided without a server. */
import { expect, it } from 'vitest'
import { PreparedQueue } from '../../../src/adapters/postgres/prepared-queue.ts'

interface One {
  readonly name: string
  readonly asker: { isGone: boolean; onGone: undefined } | undefined
  readonly leave: () => void
}

const one = (name: string, isGone = false): One => ({
  name,
  asker: { isGone, onGone: undefined },
  leave: () => undefined,
})

/** A queue of so many workers; each company is written down when `open` lets it go. */
function watched(workers: number) {
  const companies: string[] = []
  const gates: (() => void)[] = []
  const queue = new PreparedQueue<One>(workers, async next => {
    await new Promise<void>(resolve => gates.push(resolve))
    companies.push(
      next()
        .map(({ name }) => name)
        .join(' '),
    )
  })
  const open = async (): Promise<void> => {
    gates.shift()?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  return { queue, companies, open }
}

it('PreparedQueue sends by itself what is not known to be short', async () => {
  const { queue, companies, open } = watched(1)
  for (const name of ['a', 'a', 'a']) queue.add(one(name))
  for (let turn = 0; turn < 3; turn++) await open()
  expect(companies).toEqual(['a', 'a', 'a'])
})

it('PreparedQueue sends what is short in company: in order, of one name, and a fair share', async () => {
  const { queue, companies, open } = watched(1)
  queue.took('a', 1)
  queue.took('b', 50)
  for (const name of ['a', 'a', 'b', 'b', 'a', 'a', 'a']) queue.add(one(name))
  for (let turn = 0; turn < 5; turn++) await open()
  expect(companies).toEqual(['a a', 'b', 'b', 'a a a'])
  const shared = watched(2)
  shared.queue.took('a', 1)
  for (let at = 0; at < 6; at++) shared.queue.add(one('a'))
  await shared.open()
  expect(shared.companies).toEqual(['a a a'])
  const many = watched(1)
  many.queue.took('a', 1)
  for (let at = 0; at < 20; at++) many.queue.add(one('a'))
  await many.open()
  expect(many.companies).toEqual(['a a a a a a a a'])
})

it('PreparedQueue believes at once that a statement is slow, and by and by that it is fast', async () => {
  const { queue, companies, open } = watched(1)
  queue.took('a', 1)
  queue.took('a', 100)
  queue.took('a', 1)
  for (let at = 0; at < 2; at++) queue.add(one('a'))
  await open()
  for (let at = 0; at < 40; at++) queue.took('a', 1)
  for (let at = 0; at < 3; at++) queue.add(one('a'))
  await open()
  expect(companies).toEqual(['a', 'a a a a'])
})

it('PreparedQueue leaves out who is gone', async () => {
  const { queue, companies, open } = watched(1)
  const left: string[] = []
  queue.took('a', 1)
  queue.add(one('a'))
  queue.add({ ...one('gone', true), leave: () => left.push('gone') })
  queue.add(one('a'))
  await open()
  expect({ companies, left }).toEqual({ companies: ['a a'], left: ['gone'] })
})

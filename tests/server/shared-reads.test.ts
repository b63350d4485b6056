/** Reads that are alike share an execution, and no answer is older than its question. */
import { expect, it } from 'vitest'
import type { Answer, Asker, PreparedSession } from '../../src/adapters/adapter.ts'
import type { BoundValue } from '../../src/compile/endpoint-statement.ts'
import { SharedReads } from '../../src/server/shared-reads.ts'

const CLOCK: BoundValue = { kind: 'clock' }
const READ = { statement: { name: 'stats', sql: 'select 1', writes: false }, bound: [CLOCK] }

/** A session whose statements end when the test says so. */
function slowSession() {
  const runs: { values: unknown; asker: Asker; end: (error?: Error) => void }[] = []
  const session = {
    run: (_: unknown, values: unknown, asker: Asker) =>
      new Promise<Answer>((resolve, reject) => {
        const answer = { columns: [], rows: [[runs.length]], rowCount: 1 }
        const end = (error?: Error) => (error ? reject(error) : resolve(answer))
        runs.push({ values, asker, end })
      }),
  }
  return { runs, reads: new SharedReads(session as unknown as PreparedSession) }
}

const settled = () => new Promise(resolve => setImmediate(resolve))
const rowOf = async (answer: Promise<Answer>) => (await answer).rows[0]![0]

it('run() answers all that come while one runs by the next one, which takes the latest clock', async () => {
  const { runs, reads } = slowSession()
  const first = reads.run(READ, ['10:00'])
  const others = ['10:01', '10:02', '10:03'].map(at => reads.run(READ, [at]))
  expect(runs).toHaveLength(1)
  runs[0]!.end()
  expect(await rowOf(first)).toBe(0)
  await settled()
  expect(runs.map(run => run.values)).toEqual([['10:00'], ['10:03']])
  runs[1]!.end()
  expect(await Promise.all(others.map(rowOf))).toEqual([1, 1, 1])
  await settled()
  void reads.run(READ, ['10:04'])
  expect(runs).toHaveLength(3)
})

it('run() tells questions of other values apart', () => {
  const { runs, reads } = slowSession()
  const bound: BoundValue[] = [{ kind: 'parameter', parameter: {} as never }]
  for (const value of ['a', 'b', 'a']) void reads.run({ ...READ, bound }, [value])
  expect(runs.map(run => run.values)).toEqual([['a'], ['b']])
})

it('run() fails for those who waited for what failed, and for nobody else', async () => {
  const { runs, reads } = slowSession()
  const first = reads.run(READ, ['1'])
  const second = reads.run(READ, ['2'])
  runs[0]!.end(new Error('broken'))
  await expect(first).rejects.toThrow('broken')
  await settled()
  runs[1]!.end()
  expect(await rowOf(second)).toBe(1)
})

it('run() cuts a statement when its last client is gone', async () => {
  const { runs, reads } = slowSession()
  void reads.run(READ, ['1'])
  const clients: Asker[] = [client(), client()]
  for (const one of clients) void reads.run(READ, ['2'], one)
  runs[0]!.end()
  await settled()
  let isCut = false
  runs[1]!.asker.onGone = () => {
    isCut = true
  }
  clients[0]!.onGone?.()
  expect(isCut).toBe(false)
  clients[1]!.onGone?.()
  expect([isCut, runs[1]!.asker.isGone]).toEqual([true, true])
})

it('run() answers who comes after all others left the queue', async () => {
  const { runs, reads } = slowSession()
  void reads.run(READ, ['1'])
  const left = client()
  void reads.run(READ, ['2'], left)
  left.onGone?.()
  void reads.run(READ, ['3'], client())
  runs[0]!.end()
  await settled()
  expect(runs[1]!.asker.isGone).toBe(false)
})

const client = (): Asker => ({ isGone: false, onGone: undefined })

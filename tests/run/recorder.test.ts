/** Results gather between two inserts, and none is lost. */
import { describe, expect, it } from 'vitest'
import { createRecorder } from '../../src/run/recorder.ts'
import type { Ledger } from '../../src/state/ledger.ts'
import type { ResultRow } from '../../src/state/types.ts'

/** A ledger that keeps the nodes of each insert, or refuses. */
function ledgerOf(refusal?: Error) {
  const inserts: string[][] = []
  const ledger: Pick<Ledger, 'recordResults'> = {
    recordResults: async rows => {
      if (refusal !== undefined) throw refusal
      inserts.push(rows.map(row => row.node))
    },
  }
  return { inserts, recorder: createRecorder({ ledger, signal: new AbortController().signal }) }
}

const row = (node: string) => ({ node }) as ResultRow

describe('createRecorder()', () => {
  it('writes the first result at once and those of the next moment together', async () => {
    const { inserts, recorder } = ledgerOf()
    for (const node of ['a', 'b', 'c']) recorder.record(row(node))
    expect(inserts).toEqual([['a']])
    await new Promise(resolve => setTimeout(resolve, 250))
    expect(inserts).toEqual([['a'], ['b', 'c']])
  })

  it('flush() does not wait for that moment, and what comes later is written too', async () => {
    const { inserts, recorder } = ledgerOf()
    for (const node of ['a', 'b']) recorder.record(row(node))
    await recorder.flush()
    expect(inserts).toEqual([['a'], ['b']])
    recorder.record(row('c'))
    await recorder.flush()
    expect(inserts).toEqual([['a'], ['b'], ['c']])
  })

  it('flush() throws what the ledger said', async () => {
    const { recorder } = ledgerOf(new Error('the disk is full'))
    recorder.record(row('a'))
    recorder.record(row('b'))
    await expect(recorder.flush()).rejects.toThrow('the disk is full')
  })
})

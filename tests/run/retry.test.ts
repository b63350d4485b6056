/** What is repeated, how often, and what is not. */
import { describe, expect, it } from 'vitest'
import { DatabaseError } from '../../src/adapters/database-error.ts'
import { modelError } from '../../src/errors/model-error.ts'
import { endsRun, isConnectionLoss, retrying } from '../../src/run/retry.ts'
import type { RunEvent } from '../../src/run/types.ts'
import { keepEngineOpen, rows, run, statuses, writeProject } from '../support/project.ts'

keepEngineOpen()

const refused = (code: string) =>
  new DatabaseError('refused', {
    code,
    detail: undefined,
    hint: undefined,
    offset: undefined,
    sql: '',
  })
const place = { host: 'h', reason: 'r' }
const notConnected = (code: string) =>
  modelError('M2011', { ...place, database: 'd' }, { cause: Object.assign(new Error(), { code }) })

describe('isConnectionLoss()', () => {
  it.each([
    ['a connection that broke', modelError('M2012', place), true],
    ['nobody who answers', modelError('M2014', place), true],
    ['too many connections', modelError('M2021', place), true],
    ['a server that is starting', notConnected('57P03'), true],
    ['a server that refuses for good', notConnected('42501'), false],
    ['a deadlock', refused('40P01'), false],
    ['an error of the tool', new Error('a slip'), false],
  ])('%s', (_, error, expected) => {
    expect(isConnectionLoss(error)).toBe(expected)
  })
})

describe('endsRun()', () => {
  it('is true of what leaves no connection, and of an environment that went to another run', () => {
    expect(endsRun(modelError('M2203', { holder: 'x' }))).toBe(true)
    expect(endsRun(modelError('M3015', { reason: 'x' }))).toBe(true)
    expect(endsRun(modelError('M2012', place))).toBe(true)
    expect(endsRun(refused('40001'))).toBe(false)
  })
})

describe('retrying()', () => {
  const quiet = () => new AbortController().signal

  it('prepares and tries again after a deadlock, and gives up after the fourth time', async () => {
    const done: string[] = []
    const work = async () => {
      done.push('work')
      throw refused('40P01')
    }
    const prepare = async () => void done.push('prepare')
    await expect(retrying(work, { signal: quiet(), prepare })).rejects.toThrow('refused')
    expect(done.join(' ')).toBe('work prepare work prepare work prepare work')
  })

  it.each(['42P01', '22012', '57014'])('does not try again after %s', async code => {
    let times = 0
    const work = async () => {
      times++
      throw refused(code)
    }
    await expect(retrying(work, { signal: quiet() })).rejects.toThrow('refused')
    expect(times).toBe(1)
  })

  it('ends at once when the run is stopped while it waits', async () => {
    const abort = new AbortController()
    const work = async () => {
      throw refused('40001')
    }
    const begin = performance.now()
    const onRetry = () => abort.abort()
    await expect(retrying(work, { signal: abort.signal, onRetry })).rejects.toThrow('refused')
    expect(performance.now() - begin).toBeLessThan(150)
  })
})

describe('a model whose statement the database gives up', () => {
  /** Refuses as often; a sequence is not rolled back. */
  const giveUp = (code: string, times: number) => `
    create sequence calls;
    create table hooked (at timestamptz);
    create function flaky() returns integer language plpgsql as $$ begin
      if nextval('calls') <= ${times} then raise exception 'given up' using errcode = '${code}'; end if;
      return 1; end $$`
  const files = {
    'models/total.sql': `{{config materialized="table" pre_hook="insert into hooked values (now())"}}
select flaky() as n
`,
  }

  it.each([
    ['40001', 'a serialization failure'],
    ['40P01', 'a deadlock'],
  ])('for %s, %s, is built all the same; its hooks run once', async code => {
    const root = writeProject(files)
    for (const statement of giveUp(code, 2).split(/;\n(?! {6})/)) await rows(root, statement)
    const events: RunEvent[] = []
    const outcome = await run(root, {}, { onEvent: event => events.push(event) })
    expect(statuses(outcome)).toEqual({ total: 'success' })
    const warned = events.filter(event => event.kind === 'warning').map(event => event.code)
    expect(warned).toEqual(['retrying', 'retrying'])
    expect(await rows(root, 'select count(*)::int as n from hooked')).toEqual([{ n: 1 }])
  })
})

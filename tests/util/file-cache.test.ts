import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFileCache } from '../../src/util/file-cache.ts'

const DAY = 86_400_000
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'model-cache-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (version = '1', day = 0) =>
  openFileCache(folder, { name: 'content', version, now: () => day * DAY })
const file = () => join(folder, 'content.cache')

function save(entries: Readonly<Record<string, unknown>>, day = 0): void {
  const cache = open('1', day)
  for (const [hash, value] of Object.entries(entries)) cache.set('facts', hash, value)
  cache.save()
}

describe('openFileCache()', () => {
  it('remembers values from one process to the next', () => {
    save({ a: { list: [1, 'two', null] } })
    expect(open().get('facts', 'a')).toEqual({ list: [1, 'two', null] })
    expect(open().get('other', 'a')).toBeUndefined()
  })

  it('sees nothing of another version', () => {
    save({ a: 1 })
    expect(open('2').get('facts', 'a')).toBeUndefined()
  })

  it.each(['', 'not a cache', '\xff\x0f'])('starts anew when the file is corrupt: %j', text => {
    writeFileSync(file(), text, 'latin1')
    expect(open().get('facts', 'a')).toBeUndefined()
    save({ a: 1 })
    expect(open().get('facts', 'a')).toBe(1)
  })

  it('starts anew when the file was cut', () => {
    save({ a: 'x'.repeat(1000) })
    writeFileSync(file(), readFileSync(file()).subarray(0, 200))
    expect(open().get('facts', 'a')).toBeUndefined()
  })

  it('writes only when something was added', () => {
    save({ a: 1 })
    const before = statSync(file()).mtimeMs
    const cache = open()
    cache.get('facts', 'a')
    cache.save()
    expect(statSync(file()).mtimeMs).toBe(before)
  })

  it('drops what nobody used for two weeks', () => {
    save({ old: 1, used: 1 }, 0)
    const later = open('1', 10)
    later.get('facts', 'used')
    later.set('facts', 'new', 1)
    later.save()
    save({ newest: 1 }, 20)
    const last = open('1', 20)
    expect(['old', 'used', 'new', 'newest'].map(hash => last.get('facts', hash))).toEqual([
      undefined,
      1,
      1,
      1,
    ])
  })

  it('does not fail where it cannot write', () => {
    writeFileSync(join(folder, 'file'), '')
    const cache = openFileCache(join(folder, 'file', 'cache'), { name: 'content', version: '1' })
    cache.set('facts', 'a', 1)
    expect(() => cache.save()).not.toThrow()
  })
})

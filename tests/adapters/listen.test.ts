/** What is told on a channel is heard, by whoever can hear; and an ear knows when it is deaf. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Adapter, AdapterSettings, Listening } from '../../src/adapters/adapter.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import { until } from '../schedule/changes-scene.ts'
import { createDatabase, SERVER_URL } from '../support/postgres-database.ts'

const root = mkdtempSync(join(tmpdir(), 'listen-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function open(name: string, settings: object, more: Partial<AdapterSettings> = {}) {
  const plain = { root, targetPath: root, threads: 2, applicationName: 'test', wait: 0 }
  return openAdapter(name, { ...plain, settings: { ...settings }, ...more })
}

async function ears(adapter: Adapter): Promise<Listening & { readonly heard: string[] }> {
  const heard: string[] = []
  const ear = await adapter.listen('changes', payload => heard.push(payload))
  if (ear.kind !== 'listening') throw new Error(ear.reason)
  return { ...ear, heard }
}

describe('on the embedded engine', () => {
  it('listen() hears notices, also after a statement was cancelled with its thread', async () => {
    const adapter = await open('pglite', { path: 'own' })
    try {
      const ear = await ears(adapter)
      await adapter.execute("notify changes, 'one'; notify others, 'no'")
      await until(async () => ear.heard.length > 0, 5000)
      expect(ear.heard).toEqual(['one'])
      const slow = adapter.execute('select pg_sleep(60)', { timeout: 200 })
      await expect(slow).rejects.toThrow()
      // The next thread begins to listen, and says that something may have been missed.
      await adapter.query('select 1')
      await until(async () => ear.heard.includes(''), 5000)
      await adapter.execute("notify changes, 'two'")
      await until(async () => ear.heard.includes('two'), 5000)
      await ear.stop()
      await adapter.execute("notify changes, 'three'")
      await adapter.query('select 1')
      expect(ear.heard).not.toContain('three')
    } finally {
      await adapter.close()
    }
  })

  it('listen() through the process that has the folder says that nothing can be heard', async () => {
    const holder = await open('pglite', { path: 'shared' }, { serves: true })
    const beside = await open('pglite', { path: 'shared' })
    try {
      expect(await beside.listen('changes', () => undefined)).toEqual({
        kind: 'unheard',
        reason: 'another process has the database',
      })
      const ear = await ears(holder)
      await beside.execute("notify changes, 'from beside'")
      await until(async () => ear.heard.includes('from beside'), 5000)
    } finally {
      await beside.close()
      await holder.close()
    }
  })
})

describe.skipIf(SERVER_URL === undefined)('on a server', () => {
  it('listen() hears notices, and says when its connection is gone', async () => {
    const database = await createDatabase('listen')
    const adapter = await open('postgres', { url: database.url })
    try {
      const ear = await ears(adapter)
      await database.query("select pg_notify('changes', 'one')")
      await until(async () => ear.heard.length > 0, 5000)
      await ear.check()
      let lost = false
      void ear.lost.then(() => {
        lost = true
      })
      await database.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like 'select 1%' and datname = current_database()",
      )
      await until(async () => lost, 5000)
      await ear.stop()
      const again = await ears(adapter)
      await database.query("select pg_notify('changes', 'two')")
      await until(async () => again.heard.includes('two'), 5000)
      await again.stop()
      expect(ear.heard).toEqual(['one'])
    } finally {
      await adapter.close()
      await database.drop()
    }
  })

  it('listen() behind a pooler by transaction says why nothing can be heard', async () => {
    const adapter = await open('postgres', { url: SERVER_URL, pool_mode: 'transaction' })
    try {
      expect(await adapter.listen('changes', () => undefined)).toMatchObject({ kind: 'unheard' })
    } finally {
      await adapter.close()
    }
  })
})

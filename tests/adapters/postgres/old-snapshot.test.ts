/** What docs/engines/postgres.md says of readers whose snapshot is older than a publication. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Adapter } from '../../../src/adapters/adapter.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../../support/postgres-database.ts'

describe.skipIf(!SERVER_URL)('a repeatable-read transaction older than a publication', () => {
  let database: TestDatabase
  let adapter: Adapter
  beforeAll(async () => {
    database = await createDatabase('old_snapshot')
    adapter = await openAdapter('postgres', {
      root: '.',
      targetPath: 'target',
      settings: { url: database.url },
      env: {},
      threads: 2,
      applicationName: 'model test',
      wait: 0,
    })
    await adapter.execute('create schema s; create schema s__stage; create schema s__old')
  })
  afterAll(async () => {
    await adapter.close()
    await database.drop()
  })

  async function publish(name: string, a: number, onPublish: 'swap' | 'in_place'): Promise<void> {
    await adapter.execute(`create table s__stage.${name} as select ${a} as a`)
    const place = (schema: string) => ({ schema, name })
    const places = { stage: place('s__stage'), final: place('s'), old: place('s__old') }
    await adapter.publish({
      items: [{ kind: 'table', id: name, ...places, inPlace: onPublish === 'in_place' }],
      timeout: 2_000,
      ownViews: new Set(),
      writeLedger: async () => undefined,
    })
    await adapter.execute(`drop table if exists s__stage.${name}, s__old.${name}`)
  }

  it.each([
    ['swap', []],
    ['in_place', [{ a: 1 }]],
  ] as const)('reads after a publication by %s: %j', async (way, seen) => {
    const name = `by_${way}`
    await publish(name, 1, 'swap')
    await adapter.snapshot(async session => {
      await session.query('select 1')
      await publish(name, 2, way)
      expect((await session.query(`select a from s.${name}`)).rows).toEqual(seen)
    })
    expect((await adapter.query(`select a from s.${name}`)).rows).toEqual([{ a: 2 }])
  })
})

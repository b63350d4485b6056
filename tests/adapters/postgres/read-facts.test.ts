/** What is read of many items on two connections is what one would have read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Adapter, PublishItem } from '../../../src/adapters/adapter.ts'
import { readPublicationFacts } from '../../../src/adapters/postgres/dependents.ts'
import type { PublicationFacts } from '../../../src/adapters/postgres/publication-facts.ts'
import { readFacts } from '../../../src/adapters/postgres/read-facts.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../../support/postgres-database.ts'

const COUNT = 120

const item = (_: unknown, at: number): PublishItem => ({
  kind: 'table',
  id: `t${at}`,
  stage: { schema: 's__stage', name: `t${at}` },
  final: { schema: 's', name: `t${at}` },
  old: { schema: 's__old', name: `t${at}` },
})
const ITEMS = Array.from({ length: COUNT }, item)

/** In an order of its own: the halves have theirs. */
const sorted = ({ schemas, relations, reads, obstacles }: PublicationFacts) => ({
  schemas: [...schemas].sort(),
  relations: [...relations].sort(([a], [b]) => (a < b ? -1 : 1)),
  reads: reads.map(read => JSON.stringify(read)).sort(),
  obstacles: obstacles.map(obstacle => JSON.stringify(obstacle)).sort(),
})

describe.skipIf(SERVER_URL === undefined)('readFacts()', () => {
  let database: TestDatabase
  let adapter: Adapter

  beforeAll(async () => {
    database = await createDatabase('read_facts')
    adapter = await openAdapter('postgres', {
      root: '.',
      targetPath: 'target',
      settings: { url: database.url },
      threads: 2,
      applicationName: 'read facts',
      wait: 0,
    })
    const tables = ITEMS.map(
      ({ id }) => `create table s.${id} (a int); create table s__stage.${id} (a int)`,
    )
    await adapter.execute(`create schema s; create schema s__stage; ${tables.join(';')}`)
  })

  afterAll(async () => {
    await adapter?.close()
    await database?.drop()
  })

  const read = async (): Promise<PublicationFacts> => {
    const whole = await adapter.transaction(session => readPublicationFacts(session, ITEMS))
    const halves = await readFacts(adapter, ITEMS)
    expect(sorted(halves)).toEqual(sorted(whole))
    return halves
  }

  it('of tables that stand alone finds nothing that hangs on them', async () => {
    const { relations, reads, obstacles } = await read()
    expect([relations.size, reads, obstacles]).toEqual([2 * COUNT, [], []])
  })

  it('of tables of both halves that a view reads and a key joins finds each once', async () => {
    const [first, last] = ['s.t0', `s.t${COUNT - 1}`]
    await adapter.execute(`
      alter table ${first} add primary key (a);
      alter table ${last} add foreign key (a) references ${first};
      create view s.both as select x.a from ${first} x join ${last} y using (a);
      create materialized view s.kept as select a from s.both;
      create rule watched as on insert to s.t1 do also update ${last} set a = a`)
    const { reads, obstacles } = await read()
    expect(reads.map(({ view, on }) => `${view} ${on}`).sort()).toEqual([
      '"s"."both" "s"."t0"',
      `"s"."both" "s"."t${COUNT - 1}"`,
      '"s"."kept" "s"."both"',
      `"s"."t1" "s"."t${COUNT - 1}"`,
    ])
    expect(obstacles.map(({ kind, on }) => `${kind} ${on}`).sort()).toEqual([
      'foreign key "s"."t0"',
      'rule "s"."t1"',
    ])
  })
})

/** Relations that depend on each other across the transactions in which they are dropped. */
import { expect, it } from 'vitest'
import type { ReplacedRelation } from '../../src/adapters/adapter.ts'
import { DatabaseError } from '../../src/adapters/database-error.ts'
import type { RunContext } from '../../src/run/context.ts'
import { dropRelations } from '../../src/run/drop-relations.ts'
import { createDatabase, SERVER_URL, writePostgresProject } from '../support/postgres-database.ts'
import { inWorkspace, writeProject } from '../support/project.ts'

/** More than one transaction drops. */
const MANY = 501

const named = (kind: 'table' | 'view', count: number): readonly ReplacedRelation[] =>
  Array.from({ length: count }, (_, at) => ({
    relation: { schema: 'left', name: `${kind[0]}${at}` },
    kind,
  }))

/** `t500` refers to `t0`, `v0` reads `t0`, and `v500` reads `v0`. */
const MAKE = [
  'create schema "left"',
  ...named('table', MANY - 1).map(({ relation }) => `create table "left".${relation.name} (a int)`),
  'alter table "left".t0 add primary key (a)',
  `create table "left".t${MANY - 1} (a int references "left".t0)`,
  ...named('view', MANY - 1).map(
    ({ relation }) => `create view "left".${relation.name} as select * from "left".t0`,
  ),
  `create view "left".v${MANY - 1} as select * from "left".v0`,
].join(';')

const LEFT = `select relname as name from pg_class
  where relnamespace = '"left"'::regnamespace and relkind in ('r', 'v') order by relname`

/** On one connection, and where there is a server on four. */
async function dropAll(root: string): Promise<void> {
  await inWorkspace(root, async workspace => {
    const adapter = await workspace.adapter()
    const manifest = { project: { target: { threads: 4 } } }
    const context = { adapter, manifest } as unknown as RunContext
    await adapter.execute(MAKE)
    const all = [...named('table', MANY), ...named('view', MANY)]
    expect(await dropRelations(context, all)).toEqual([])
    expect((await adapter.query(LEFT)).rows).toEqual([])
    await adapter.execute(
      'create table "left".t0 (a int); create table "left".t1 (a int); create view theirs as select * from "left".t0',
    )
    const drop = dropRelations(context, named('table', 2))
    await expect(drop).rejects.toSatisfy(
      (error: unknown) => error instanceof DatabaseError && error.fields.code === '2BP01',
    )
  })
}

it('dropRelations() drops what another transaction was to drop first, and stops where somebody else needs it', async () => {
  await dropAll(writeProject({}))
})

it.skipIf(SERVER_URL === undefined)(
  'dropRelations() does so on many connections at one time',
  async () => {
    const database = await createDatabase('drop')
    try {
      await dropAll(writePostgresProject({}, database.url))
    } finally {
      await database.drop()
    }
  },
)

it('dropRelations() begins with what was made last, so that nothing is tried twice', async () => {
  await inWorkspace(writeProject({}), async workspace => {
    const adapter = await workspace.adapter()
    const tried: number[] = []
    const counting = {
      capabilities: adapter.capabilities,
      dropReplaced: (relations: readonly ReplacedRelation[]) => {
        tried.push(relations.length)
        return adapter.dropReplaced(relations)
      },
    }
    const manifest = { project: { target: { threads: 1 } } }
    const context = { adapter: counting, manifest } as unknown as RunContext
    await adapter.execute(MAKE)
    await dropRelations(context, [...named('table', MANY), ...named('view', MANY)])
    expect(tried).toEqual([500, 1, 500, 1])
  })
})

/** Publication: stages become visible at one moment, and every view above them goes on working. */
import { expect } from 'vitest'
import { ModelError } from '../../../src/errors/model-error.ts'
import { printRelation, type RelationName } from '../../../src/sql/relation.ts'
import type { ContractCase, Scene } from '../contract.ts'

const sql = printRelation

async function stageTable(scene: Scene, name: string, select: string): Promise<void> {
  await scene.adapter.execute(`create table ${sql(scene.stage(name))} as ${select}`)
}

/** Publishes a table alone, with this content. */
async function publishTable(scene: Scene, name: string, select: string): Promise<void> {
  await stageTable(scene, name, select)
  const { replaced } = await scene.publish([{ name }])
  expect(await scene.adapter.dropReplaced(replaced)).toEqual([])
}

async function rows(scene: Scene, relation: RelationName): Promise<readonly unknown[]> {
  return (await scene.adapter.query(`select * from ${sql(relation)} order by 1`)).rows
}

async function identity(scene: Scene, relation: RelationName): Promise<unknown> {
  return (await scene.adapter.query('select $1::regclass::oid as oid', [sql(relation)])).rows
}

/** Nothing lies about after a publication and its drops. */
async function expectClean(scene: Scene): Promise<void> {
  const left = await scene.adapter.introspect([`${scene.schema}__stage`, `${scene.schema}__old`])
  expect([...left.relations.keys()]).toEqual([])
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ModelError)
  return `${(error as ModelError).code} ${(error as ModelError).message}`
}

export const PUBLICATION_CASES: readonly ContractCase[] = [
  {
    name: 'publish() makes new tables and views visible together, with the ledger',
    run: async scene => {
      const { adapter, relation, stage, schema } = scene
      await adapter.execute(`create table ${schema}.ledger (entry text)`)
      await stageTable(scene, 't', 'select 1 as a')
      await adapter.execute(
        `create view ${sql(stage('v'))} as select a + 1 as b from ${sql(stage('t'))}`,
      )
      const points: string[] = []
      const places = (name: string) => ({
        id: name,
        stage: stage(name),
        final: relation(name),
        old: { schema: `${schema}__old`, name },
      })
      const outcome = await adapter.publish({
        items: [
          { kind: 'table', ...places('t') },
          { kind: 'view', ...places('v'), select: `select a + 1 as b from ${sql(relation('t'))}` },
        ],
        timeout: 1_000,
        ownViews: new Set(),
        writeLedger: async session => {
          await session.execute(`insert into ${schema}.ledger values ('published')`)
        },
        at: point => void points.push(point),
      })
      expect(outcome).toMatchObject({ attempts: 1, inPlace: [], repointed: [] })
      await adapter.dropReplaced(outcome.replaced)
      expect(await rows(scene, relation('v'))).toEqual([{ b: 2 }])
      expect(await rows(scene, relation('ledger'))).toEqual([{ entry: 'published' }])
      expect(points).toEqual(
        [
          'before-begin',
          'after-locks',
          'after-old-moved',
          'after-stage-moved',
          'after-repoint',
          'before-commit',
          'after-commit',
        ].map(point => `publish:${point}`),
      )
      await expectClean(scene)
    },
  },
  {
    name: 'publish() publishes nothing when the ledger cannot be written',
    run: async scene => {
      await publishTable(scene, 't', 'select 1 as a')
      await stageTable(scene, 't', 'select 2 as a')
      const { adapter, relation, stage, schema } = scene
      const item = {
        kind: 'table',
        id: 't',
        stage: stage('t'),
        final: relation('t'),
        old: { schema: `${schema}__old`, name: 't' },
      } as const
      const work = adapter.publish({
        items: [item],
        timeout: 1_000,
        ownViews: new Set(),
        writeLedger: async () => {
          throw new Error('no ledger')
        },
      })
      await expect(work).rejects.toThrow('no ledger')
      expect(await rows(scene, relation('t'))).toEqual([{ a: 1 }])
      expect(await rows(scene, stage('t'))).toEqual([{ a: 2 }])
    },
  },
  {
    name: 'publish() replaces a table again and again, with its indexes under the same names',
    needs: 'enforced constraints',
    run: async scene => {
      for (const a of [1, 2, 3]) {
        await stageTable(scene, 't', `select ${a} as a`)
        await scene.adapter.execute(
          `alter table ${sql(scene.stage('t'))} add constraint t_key primary key (a)`,
        )
        const { replaced } = await scene.publish([{ name: 't' }])
        await scene.adapter.dropReplaced(replaced)
        expect(await rows(scene, scene.relation('t'))).toEqual([{ a }])
      }
      const { rows: keys } = await scene.adapter.query(
        "select conname from pg_constraint where conrelid = $1::regclass and contype = 'p'",
        [sql(scene.relation('t'))],
      )
      expect(keys).toEqual([{ conname: 't_key' }])
      await expectClean(scene)
    },
  },
  {
    name: 'publish() clears what a dead run left in the old schema',
    run: async scene => {
      await publishTable(scene, 't', 'select 1 as a')
      await scene.adapter.execute(`create table ${scene.schema}__old.t as select 0 as a`)
      await publishTable(scene, 't', 'select 2 as a')
      expect(await rows(scene, scene.relation('t'))).toEqual([{ a: 2 }])
      await expectClean(scene)
    },
  },
  {
    name: 'publish() re-points views of others that read a table, and views above those, with their options',
    needs: 'views that depend on what they read',
    run: async scene => {
      const { adapter, relation } = scene
      await publishTable(scene, 't', 'select 1 as a, 10 as b')
      await adapter.execute(`
        create view ${sql(relation('v'))} with (security_barrier = true, check_option = local)
          as select a, lower('X') as x from ${sql(relation('t'))};
        create view ${sql(relation('w'))} as select x, sum(a) as a from ${sql(relation('v'))} group by x;
        comment on view ${sql(relation('v'))} is 'theirs'`)
      const before = await identity(scene, relation('v'))
      await stageTable(scene, 't', 'select 2 as a, 20 as b, 30 as c')
      const { repointed, replaced } = await scene.publish([{ name: 't' }])
      expect(repointed).toEqual([relation('v')])
      expect(await adapter.dropReplaced(replaced)).toEqual([])
      expect(await rows(scene, relation('w'))).toEqual([{ x: 'x', a: '2' }])
      expect(await identity(scene, relation('v'))).toEqual(before)
      const { rows: kept } = await adapter.query(
        "select array_to_string(reloptions, ',') as options, obj_description(oid) as comment from pg_class where oid = $1::regclass",
        [sql(relation('v'))],
      )
      expect(kept).toEqual([
        { options: 'security_barrier=true,check_option=local', comment: 'theirs' },
      ])
    },
  },
  {
    name: 'publish() keeps the identity of a view that gets columns at its end',
    needs: 'views that depend on what they read',
    run: async scene => {
      const { adapter, relation, stage } = scene
      const publishView = async (select: string) => {
        await adapter.execute(`create view ${sql(stage('v'))} as ${select}`)
        const { replaced } = await scene.publish([{ name: 'v', select }])
        await adapter.dropReplaced(replaced)
      }
      await publishView('select 1 as a')
      await adapter.execute(
        `create view ${sql(relation('above'))} as select a from ${sql(relation('v'))}`,
      )
      const before = await identity(scene, relation('v'))
      await publishView('select 2 as a, 3 as b')
      expect(await identity(scene, relation('v'))).toEqual(before)
      expect(await rows(scene, relation('above'))).toEqual([{ a: 2 }])
      await expectClean(scene)
    },
  },
  {
    name: 'publish() swaps a view whose columns changed, and re-points what reads the others',
    needs: 'views that depend on what they read',
    run: async scene => {
      const { adapter, relation, stage } = scene
      await adapter.execute(`
        create view ${sql(relation('v'))} as select 1 as a, 2 as b;
        create view ${sql(relation('above'))} as select b from ${sql(relation('v'))};
        create view ${sql(stage('v'))} as select 5 as b, 'x' as c`)
      const { replaced } = await scene.publish([{ name: 'v', select: "select 5 as b, 'x' as c" }])
      expect(await adapter.dropReplaced(replaced)).toEqual([])
      expect(await rows(scene, relation('above'))).toEqual([{ b: 5 }])
      await expectClean(scene)
    },
  },
  {
    name: 'publish() swaps own views above a retyped column, and those above them in turn',
    needs: 'views that depend on what they read',
    run: async scene => {
      const { adapter, relation } = scene
      await publishTable(scene, 't', 'select 1 as a')
      await adapter.execute(`
        create view ${sql(relation('v'))} as select a from ${sql(relation('t'))};
        create view ${sql(relation('w'))} as select v.a, t.a as other from ${sql(relation('v'))} v, ${sql(relation('t'))} t;
        comment on view ${sql(relation('w'))} is 'about w';
        comment on column ${sql(relation('w'))}.a is 'about a'`)
      await stageTable(scene, 't', "select 'one'::text as a")
      const { replaced, repointed } = await scene.publish(
        [{ name: 't' }],
        [relation('v'), relation('w')],
      )
      expect(repointed).toHaveLength(2)
      expect(await adapter.dropReplaced(replaced)).toEqual([])
      expect(await rows(scene, relation('w'))).toEqual([{ a: 'one', other: 'one' }])
      const { rows: comments } = await adapter.query(
        'select obj_description($1::regclass) as w, col_description($1::regclass, 1) as a',
        [sql(relation('w'))],
      )
      expect(comments).toEqual([{ w: 'about w', a: 'about a' }])
      await expectClean(scene)
    },
  },
  {
    name: 'publish() refuses to break a view of others, naming view and column, and changes nothing',
    needs: 'views that depend on what they read',
    run: async scene => {
      const { adapter, relation, schema } = scene
      await publishTable(scene, 't', 'select 1 as a, 2 as b')
      await adapter.execute(
        `create view ${sql(relation('v'))} as select b from ${sql(relation('t'))}`,
      )
      for (const changed of ["select 1 as a, 'x' as b", 'select 1 as a']) {
        await stageTable(scene, 't', changed)
        const message = await refusal(scene.publish([{ name: 't' }]))
        expect(message).toMatch(/^M2102/)
        expect(message).toContain(`${schema}.v`)
        expect(message).toContain('column b')
        expect(await rows(scene, relation('v'))).toEqual([{ b: 2 }])
        await adapter.execute(`drop table ${sql(scene.stage('t'))}`)
      }
    },
  },
  {
    name: 'publish() refuses when an own unselected view reads a removed column',
    needs: 'views that depend on what they read',
    run: async scene => {
      const { adapter, relation } = scene
      await publishTable(scene, 't', 'select 1 as a, 2 as b')
      await adapter.execute(
        `create view ${sql(relation('v'))} as select b from ${sql(relation('t'))}`,
      )
      await stageTable(scene, 't', 'select 1 as a')
      expect(await refusal(scene.publish([{ name: 't' }], [relation('v')]))).toMatch(/^M2103/)
    },
  },
  {
    name: 'publish() replaces rows in place where something cannot follow a swap, and says why',
    needs: 'materialized views',
    run: async scene => {
      const { adapter, relation, stage } = scene
      await publishTable(scene, 't', 'select 1 as a')
      await adapter.execute(
        `create materialized view ${sql(relation('m'))} as select a from ${sql(relation('t'))}`,
      )
      const before = await identity(scene, relation('t'))
      await stageTable(scene, 't', "select 2 as a, 'new'::text as b")
      const { inPlace, replaced } = await scene.publish([{ name: 't' }])
      expect(inPlace).toEqual([
        {
          relation: relation('t'),
          reason: { code: 'neighbour', text: `materialized view ${scene.schema}.m` },
        },
      ])
      expect(replaced).toEqual([{ relation: stage('t'), kind: 'table' }])
      expect(await adapter.dropReplaced(replaced)).toEqual([])
      expect(await identity(scene, relation('t'))).toEqual(before)
      expect(await rows(scene, relation('t'))).toEqual([{ a: 2, b: 'new' }])
      await adapter.execute(`refresh materialized view ${sql(relation('m'))}`)
      expect(await rows(scene, relation('m'))).toEqual([{ a: 2 }])
      await expectClean(scene)
    },
  },
  {
    name: 'publish() changes a table by difference where foreign keys point at it',
    needs: 'enforced constraints',
    run: async scene => {
      const { adapter, relation } = scene
      const keyed = async (select: string) => {
        await stageTable(scene, 't', select)
        await adapter.execute(`alter table ${sql(scene.stage('t'))} add primary key (a)`)
        const { replaced, inPlace } = await scene.publish([{ name: 't' }])
        await adapter.dropReplaced(replaced)
        return inPlace
      }
      await keyed("select a, '{}'::json as j from generate_series(1, 3) a")
      await adapter.execute(`
        create table ${sql(relation('child'))} (a int references ${sql(relation('t'))} on delete cascade);
        insert into ${sql(relation('child'))} values (1), (3)`)
      const places = () =>
        adapter.query(`select ctid::text as at from ${sql(relation('t'))} where a = 1`)
      const before = (await places()).rows
      const changed =
        "select a, case a when 1 then '{}' else '[]' end::json as j from generate_series"
      expect(await keyed(`${changed}(1, 5) a where a <> 2`)).toHaveLength(1)
      expect(await rows(scene, relation('t'))).toEqual([
        { a: 1, j: {} },
        { a: 3, j: [] },
        { a: 4, j: [] },
        { a: 5, j: [] },
      ])
      expect(await rows(scene, relation('child'))).toEqual([{ a: 1 }, { a: 3 }])
      // A row that did not change was not written.
      expect((await places()).rows).toEqual(before)
    },
  },
  {
    name: 'publish() replaces a table in place when it is told so, beside others that are swapped, with the ledger',
    needs: 'a catalog like that of PostgreSQL',
    run: async scene => {
      const { adapter, relation, stage, schema } = scene
      const places = (name: string) => ({
        kind: 'table' as const,
        id: name,
        stage: stage(name),
        final: relation(name),
        old: { schema: `${schema}__old`, name },
      })
      const publishBoth = async (edition: number, break_ = false) => {
        for (const name of ['stays', 'moves'])
          await stageTable(scene, name, `select ${edition} as a`)
        const points: string[] = []
        const outcome = await adapter.publish({
          items: [{ ...places('stays'), inPlace: true }, places('moves')],
          timeout: 1_000,
          ownViews: new Set(),
          writeLedger: async () => {
            if (break_) throw new Error('no ledger')
          },
          at: point => void points.push(point.replace('publish:', '')),
        })
        await adapter.dropReplaced(outcome.replaced)
        return { outcome, points }
      }
      expect((await publishBoth(1)).outcome.inPlace).toEqual([])
      const before = await identity(scene, relation('stays'))
      const { outcome, points } = await publishBoth(2)
      expect(outcome.inPlace.map(found => found.reason.code)).toEqual(['configured'])
      expect(points.slice(0, 4)).toEqual([
        'before-begin',
        'rows-deleted',
        'rows-written',
        'after-locks',
      ])
      expect(await identity(scene, relation('stays'))).toEqual(before)
      await expectClean(scene)
      await expect(publishBoth(3, true)).rejects.toThrow('no ledger')
      for (const name of ['stays', 'moves']) {
        expect(await rows(scene, relation(name))).toEqual([{ a: 2 }])
      }
    },
  },
  {
    name: 'publish() keeps indexes, constraints, comments and options of the published table, in place and swapped',
    needs: 'a catalog like that of PostgreSQL',
    run: async scene => {
      const { adapter, relation, stage, schema } = scene
      for (const inPlace of [false, true]) {
        const name = inPlace ? 'stays' : 'moves'
        await publishTable(scene, name, 'select 1 as a, 2 as b')
        await adapter.execute(`
          create index by_hand on ${sql(relation(name))} (b);
          alter table ${sql(relation(name))} add check (a > 0), set (fillfactor = 70);
          comment on table ${sql(relation(name))} is 'theirs'`)
        await stageTable(scene, name, 'select 3 as a, 4 as b')
        await adapter.execute(
          `alter table ${sql(stage(name))} add constraint ${name}_key unique (a)`,
        )
        const old = { schema: `${schema}__old`, name }
        const item = { kind: 'table', id: name, stage: stage(name), final: relation(name) } as const
        const { replaced } = await adapter.publish({
          items: [{ ...item, old, inPlace }],
          timeout: 1_000,
          ownViews: new Set(),
          writeLedger: async () => undefined,
        })
        await adapter.dropReplaced(replaced)
        const { rows: kept } = await adapter.query(
          `select (select string_agg(relname, ' ' order by relname) from pg_index join pg_class i on i.oid = indexrelid where indrelid = c.oid) as indexes,
             (select string_agg(pg_get_constraintdef(oid), ' ' order by contype) from pg_constraint where conrelid = c.oid and contype in ('c', 'u')) as constraints,
             array_to_string(reloptions, ',') as options, obj_description(oid) as comment
           from pg_class c where oid = $1::regclass`,
          [sql(relation(name))],
        )
        expect(kept).toEqual([
          {
            indexes: `by_hand ${name}_key`,
            constraints: 'CHECK ((a > 0)) UNIQUE (a)',
            options: 'fillfactor=70',
            comment: 'theirs',
          },
        ])
        await adapter.execute(`drop index ${schema}.by_hand`)
      }
    },
  },
  {
    name: 'publish() keeps foreign keys between tables that are published together, swapped and in place',
    needs: 'enforced constraints',
    run: async scene => {
      const { adapter, relation, stage, schema } = scene
      const places = (name: string) => ({
        kind: 'table' as const,
        id: name,
        stage: stage(name),
        final: relation(name),
        old: { schema: `${schema}__old`, name },
      })
      const publishBoth = async (rows: number, inPlace: boolean, keys: string) => {
        await stageTable(scene, 'parent', `select a from generate_series(1, ${rows}) a`)
        await stageTable(scene, 'child', `select ${rows} as a`)
        await adapter.execute(keys)
        const { replaced, ...outcome } = await adapter.publish({
          items: [places('child'), { ...places('parent'), inPlace }],
          timeout: 1_000,
          ownViews: new Set(),
          writeLedger: async () => undefined,
        })
        expect(await adapter.dropReplaced(replaced)).toEqual([])
        await expectClean(scene)
        const { rows: found } = await adapter.query(
          "select confrelid = $2::regclass as at_parent from pg_constraint where contype = 'f' and conrelid = $1::regclass",
          [sql(relation('child')), sql(relation('parent'))],
        )
        expect(found).toEqual([{ at_parent: true }])
        expect(await rowsOf(scene, 'child')).toEqual([{ a: rows }])
        return outcome.inPlace.map(({ relation: { name } }) => name)
      }
      const rowsOf = (of: Scene, name: string) => rows(of, of.relation(name))
      const staged = `alter table ${sql(stage('parent'))} add primary key (a);
        alter table ${sql(stage('child'))} add foreign key (a) references`
      expect(await publishBoth(1, false, `${staged} ${sql(stage('parent'))}`)).toEqual([])
      // The stage points at the published table, which is about to be the old one; or has nothing, and inherits all.
      const published = `${staged} ${sql(relation('parent'))} not valid`
      expect(await publishBoth(2, false, published)).toEqual([])
      expect(await publishBoth(3, false, 'select 1')).toEqual([])
      expect(await publishBoth(4, true, 'select 1')).toEqual(['parent', 'child'])
      expect(await publishBoth(5, true, `${staged} ${sql(stage('parent'))}`)).toEqual([
        'parent',
        'child',
      ])
    },
  },
  {
    name: 'neighbours() says what hangs on tables, and what that means for their replacement',
    needs: 'views that depend on what they read',
    run: async scene => {
      const { adapter, relation } = scene
      await publishTable(scene, 't', 'select 1 as a')
      await publishTable(scene, 'u', 'select 1 as a')
      await adapter.execute(`
        create view ${sql(relation('v'))} as select a from ${sql(relation('t'))};
        alter table ${sql(relation('u'))} alter column a set default 1`)
      expect(await adapter.neighbours([])).toEqual([])
      const { schema } = scene
      expect(await adapter.neighbours([relation('t'), relation('u')])).toEqual([
        {
          on: relation('t'),
          kind: 'view',
          name: `${schema}.v`,
          view: relation('v'),
          effect: 're-pointed',
        },
        { on: relation('u'), kind: 'default', name: `of ${schema}.u.a`, effect: 'unless equal' },
      ])
    },
  },
  {
    name: 'publish() turns a view into a table and back, under the views that read it',
    needs: 'views that depend on what they read',
    run: async scene => {
      const { adapter, relation, stage } = scene
      await adapter.execute(`
        create view ${sql(relation('x'))} as select 1 as a;
        create view ${sql(relation('above'))} as select a from ${sql(relation('x'))}`)
      await publishTable(scene, 'x', 'select 2 as a')
      expect(await rows(scene, relation('above'))).toEqual([{ a: 2 }])
      await adapter.execute(`create view ${sql(stage('x'))} as select 3 as a`)
      const { replaced } = await scene.publish([{ name: 'x', select: 'select 3 as a' }])
      await adapter.dropReplaced(replaced)
      expect(await rows(scene, relation('above'))).toEqual([{ a: 3 }])
      expect(
        (await adapter.introspect([scene.schema])).relations.get(sql(relation('x')))?.kind,
      ).toBe('view')
      await expectClean(scene)
    },
  },
  {
    name: 'publish() writes views in an order in which what they read is there',
    needs: 'views that depend on what they read',
    run: async scene => {
      const { adapter, relation, stage } = scene
      // between is ours and not selected: it reads v, and w reads it.
      await adapter.execute(`
        create view ${sql(relation('v'))} as select 1 as a;
        create view ${sql(relation('between'))} as select a from ${sql(relation('v'))};
        create view ${sql(stage('v'))} as select 'x'::text as a;
        create view ${sql(stage('w'))} as select a from ${sql(relation('between'))}`)
      const items = [
        { name: 'v', select: "select 'x'::text as a" },
        { name: 'w', select: `select a from ${sql(relation('between'))}` },
      ]
      const { replaced } = await scene.publish(items, [relation('between')])
      expect(await adapter.dropReplaced(replaced)).toEqual([])
      expect(await rows(scene, relation('w'))).toEqual([{ a: 'x' }])
      await expectClean(scene)
    },
  },
  {
    name: 'publish() keeps what was granted',
    needs: 'grants',
    run: async scene => {
      const { adapter, relation } = scene
      const role = `reader_of_${scene.schema}`
      await adapter.execute(`
        do $$ begin create role ${role}; exception when duplicate_object then null; end $$`)
      await publishTable(scene, 't', 'select 1 as a')
      await adapter.execute(`grant select on ${sql(relation('t'))} to ${role}`)
      await publishTable(scene, 't', 'select 2 as a')
      const { rows: granted } = await adapter.query(
        "select has_table_privilege($1, $2, 'select') as may",
        [role, sql(relation('t'))],
      )
      expect(granted).toEqual([{ may: true }])
    },
  },
  {
    name: 'publish() never fails a reader, shows it nothing empty and nothing mixed, and gives way itself',
    needs: 'concurrentReaders',
    run: async scene => {
      const { adapter, relation, stage, words } = scene
      const publishBoth = async (version: number) => {
        const fifty = `select ${version} as version from ${words.series(50)}`
        await stageTable(scene, 't', fifty)
        await stageTable(scene, 'u', fifty)
        const selectFrom = (place: typeof relation) =>
          `select t.version from ${sql(place('t'))} t join ${sql(place('u'))} u using (version)`
        await adapter.execute(`create view ${sql(stage('v'))} as ${selectFrom(stage)}`)
        const select = selectFrom(relation)
        const { replaced } = await scene.publish([
          { name: 't' },
          { name: 'u' },
          { name: 'v', select },
        ])
        await adapter.dropReplaced(replaced)
      }
      await publishBoth(0)
      await adapter.execute(`create view ${sql(relation('theirs'))} as
        select count(*) as n, count(distinct v.version) as versions
        from ${sql(relation('v'))} v join ${sql(relation('t'))} using (version)`)
      let going = true
      let reads = 0
      const read = async (name: string) => {
        for (; going; reads++) {
          const { rows: found } = await adapter.query(
            `select * from ${sql(relation(name))} limit 1`,
          )
          expect(found).toHaveLength(1)
          if (name === 'theirs') expect(found).toEqual([{ n: '125000', versions: '1' }])
        }
      }
      const readers = Promise.all(['t', 'v', 'theirs', 'theirs'].map(read))
      try {
        for (let version = 1; version <= 20; version++) await publishBoth(version)
      } finally {
        going = false
      }
      await readers
      expect(reads).toBeGreaterThan(20)
    },
  },
]

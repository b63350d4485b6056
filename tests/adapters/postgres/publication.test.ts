/** The decisions of a publication, on facts written by hand; that the statements work is the contract's matter. */
import { describe, expect, test } from 'vitest'
import type { PublishItem } from '../../../src/adapters/adapter.ts'
import { createSchema } from '../../../src/adapters/postgres/blocks.ts'
import { planPublication } from '../../../src/adapters/postgres/publication.ts'
import type {
  PublicationFacts,
  PublicationRelation,
} from '../../../src/adapters/postgres/publication-facts.ts'
import { parentsFirst } from '../../../src/adapters/postgres/view-order.ts'
import { relationKey } from '../../../src/sql/relation.ts'

function column(name: string, type = 'integer'): PublicationRelation['columns'][number] {
  return { name, type, notNull: false, generated: false, collation: null }
}

function relation(
  place: string,
  kind: PublicationRelation['kind'] = 'table',
  more: Partial<PublicationRelation> = {},
): PublicationRelation {
  const [schema, name] = place.split('.') as [string, string]
  return {
    relation: { schema, name },
    kind,
    partitioned: false,
    owner: 'me',
    owned: true,
    byThisRole: true,
    ownerMayCreate: true,
    temporary: false,
    columns: [column('a')],
    definition: kind === 'view' ? ' SELECT 1' : undefined,
    options: [],
    grants: [],
    comment: undefined,
    columnComments: [],
    settings: [],
    parts: [],
    replicaIdentity: undefined,
    version: '1',
    ...more,
  }
}

const key = (place: string): string => {
  const [schema, name] = place.split('.') as [string, string]
  return relationKey({ schema, name })
}

function facts(
  relations: readonly PublicationRelation[],
  reads: readonly (readonly [view: string, on: string])[] = [],
  more: Partial<PublicationFacts> = {},
): PublicationFacts {
  return {
    schemas: new Map(['s', 's__stage', 's__old'].map(schema => [schema, []])),
    relations: new Map(relations.map(fact => [relationKey(fact.relation), fact])),
    reads: reads.map(([view, on]) => ({ view: key(view), on: key(on), columns: ['a'] })),
    obstacles: [],
    ...more,
  }
}

function item(name: string, select?: string): PublishItem {
  const places = {
    id: name,
    stage: { schema: 's__stage', name },
    final: { schema: 's', name },
    old: { schema: 's__old', name },
  }
  return select === undefined ? { kind: 'table', ...places } : { kind: 'view', ...places, select }
}

const plan = (
  items: readonly PublishItem[],
  known: PublicationFacts,
  own: readonly string[] = [],
) => {
  const ownViews = new Set(own.map(key))
  return planPublication({ items, ownViews, swapViews: new Set(), inPlace: new Map() }, known)
}

test('planPublication() only moves the stage in when nothing is there', () => {
  const result = plan([item('t')], facts([relation('s__stage.t')]))
  expect(result).toMatchObject({ locks: [], moveOld: [], views: [], replaced: [] })
  expect(result.moveStage).toEqual(['alter table "s__stage"."t" set schema "s"'])
})

test('planPublication() locks the views above before those below, then the tables by name', () => {
  const known = facts(
    [
      relation('s.t2'),
      relation('s.t1'),
      relation('s__stage.t1'),
      relation('s__stage.t2'),
      relation('s.a', 'view'),
      relation('s.between', 'view'),
      relation('s.z', 'view'),
    ],
    [
      ['s.a', 's.t1'],
      ['s.between', 's.a'],
      ['s.z', 's.between'],
      ['s.z', 's.t2'],
    ],
  )
  expect(plan([item('t2'), item('t1')], known).locks).toEqual([
    'alter view "s"."z" owner to "me"',
    'alter view "s"."a" owner to "me"',
    'lock table "s"."t1", "s"."t2" in access exclusive mode',
  ])
})

test('planPublication() re-points direct dependents alone, once each, with their options', () => {
  const options = [['check_option', 'local']] as const
  const known = facts(
    [
      relation('s.t'),
      relation('s__stage.t'),
      relation('s.u'),
      relation('s__stage.u'),
      relation('x.v', 'view', { options, definition: ' SELECT t.a' }),
      relation('x.w', 'view'),
    ],
    [
      ['x.v', 's.t'],
      ['x.v', 's.u'],
      ['x.w', 'x.v'],
    ],
  )
  const result = plan([item('t'), item('u')], known)
  expect(result.repointed).toEqual([{ schema: 'x', name: 'v' }])
  expect(result.views.map(step => step.statements)).toEqual([
    [`create or replace view "x"."v" with (check_option = 'local') as\n SELECT t.a`],
  ])
})

test('planPublication() leaves views in stages and among the old alone', () => {
  const known = facts(
    [
      relation('s.t'),
      relation('s__stage.t'),
      relation('s__stage.held', 'view'),
      relation('s__old.v', 'view'),
    ],
    [
      ['s__stage.held', 's.t'],
      ['s__old.v', 's.t'],
    ],
  )
  expect(plan([item('t')], known)).toMatchObject({ repointed: [], views: [] })
})

test('planPublication() swaps own views above a retyped column, and everything of ours above them', () => {
  const known = facts(
    [
      relation('s.t'),
      relation('s__stage.t', 'table', { columns: [column('a', 'text')] }),
      relation('s.v', 'view'),
      relation('x.w', 'view'),
    ],
    [
      ['s.v', 's.t'],
      ['x.w', 's.v'],
    ],
  )
  const result = plan([item('t')], known, ['s.v', 'x.w'])
  expect(result.prepare).toContain(createSchema('x__old'))
  expect(result.moveOld).toEqual([
    'alter table "s"."t" set schema "s__old"',
    'alter view "s"."v" set schema "s__old"',
    'alter view "x"."w" set schema "x__old"',
  ])
  expect(result.views.map(step => step.view.name)).toEqual(['v', 'w'])
  expect(result.replaced.map(({ relation: old, kind }) => [old.schema, old.name, kind])).toEqual([
    ['s__old', 't', 'table'],
    ['s__old', 'v', 'view'],
    ['x__old', 'w', 'view'],
  ])
})

test('planPublication() gives the stage what was granted on the old relation, and takes what was not', () => {
  const grant = { privilege: 'SELECT', grantable: false, column: undefined }
  const grants = [
    { ...grant, grantee: 'Reader' },
    { ...grant, grantee: undefined, grantable: true },
    { ...grant, grantee: 'Reader', column: 'gone' },
    { ...grant, grantee: 'Reader', column: 'a', privilege: 'UPDATE' },
  ]
  const staged = { grants: [{ ...grant, grantee: 'By default' }] }
  const known = facts([
    relation('s.t', 'table', { grants }),
    relation('s__stage.t', 'table', staged),
  ])
  expect(plan([item('t')], known).prepare).toEqual([
    'revoke SELECT on "s__stage"."t" from "By default"',
    'grant SELECT on "s__stage"."t" to "Reader"',
    'grant SELECT on "s__stage"."t" to public with grant option',
    'grant UPDATE ("a") on "s__stage"."t" to "Reader"',
  ])
})

test.each([
  ['a column that is gone', { columns: [] }, {}, ['x.v'], 'M2103'],
  ['a column that is gone, in a view of others', { columns: [] }, {}, [], 'M2102'],
])('planPublication() refuses %s', (_, stage, view, own, code) => {
  const known = facts(
    [relation('s.t'), relation('s__stage.t', 'table', stage), relation('x.v', 'view', view)],
    [['x.v', 's.t']],
  )
  expect(() => plan([item('t')], known, own)).toThrow(expect.objectContaining({ code }))
})

const nothing = { likeness: undefined, of: undefined, key: [] }

test.each([
  ['a view of another owner', { owned: false }, [], /view \(owned by me\) x.v/],
  ['a temporary view', { temporary: true }, [], /temporary view x.v/],
  ['a materialized view', { kind: 'materialized view' as const }, [], /materialized view x.v/],
  ['a policy', {}, [{ ...nothing, on: key('s.t'), kind: 'policy', name: 'p' }], /policy p/],
])('planPublication() keeps a table in place under %s', (_, view, obstacles, reason) => {
  const known = facts(
    [relation('s.t'), relation('s__stage.t'), relation('x.v', 'view', view)],
    [['x.v', 's.t']],
    { obstacles },
  )
  const result = plan([item('t')], known)
  expect(result).toMatchObject({ locks: [], moveOld: [], moveStage: [], views: [], repointed: [] })
  expect(result.inPlace.map(step => [step.remove, ...step.write])).toEqual([
    [
      'delete from only "s"."t"',
      'insert into "s"."t" ("a") overriding system value select "a" from "s__stage"."t" as s',
    ],
  ])
  expect(result.replacedInPlace[0]!.reason.text).toMatch(reason)
  expect(result.replaced).toEqual([{ relation: { schema: 's__stage', name: 't' }, kind: 'table' }])
})

test('planPublication() swaps under what the stage has equally', () => {
  const obstacle = { ...nothing, kind: 'trigger', name: 'kept', likeness: 'kept' }
  const obstacles = [
    { ...obstacle, on: key('s.t') },
    { ...obstacle, on: key('s__stage.t') },
  ]
  const known = facts([relation('s.t'), relation('s__stage.t')], [], { obstacles })
  expect(plan([item('t')], known).inPlace).toEqual([])
})

test('planPublication() refuses a view that cannot be swapped', () => {
  const obstacles = [{ ...nothing, on: key('s.v'), kind: 'function', name: 'f()' }]
  const changed = relation('s__stage.v', 'view', { columns: [column('b')] })
  const known = facts([relation('s.v', 'view'), changed], [], { obstacles })
  expect(() => plan([item('v', 'select 1 as b')], known)).toThrow(/function f\(\)/)
})

describe('tables of one publication that refer to each other', () => {
  const reference = {
    kind: 'foreign key',
    name: 'to_parent',
    definition: 'FOREIGN KEY (a) REFERENCES %(a)',
    columns: ['a'],
    references: { schema: 's', name: 'parent' },
    comment: undefined,
  } as const
  const child = { parts: [reference] }
  const obstacle = { ...nothing, on: key('s.parent'), kind: 'foreign key', name: 'to_parent' }
  const own = { ...obstacle, of: key('s.child'), key: ['a'] }
  const known = (...obstacles: (typeof own)[]) =>
    facts(
      [
        relation('s.parent'),
        relation('s.child', 'table', child),
        relation('s__stage.parent'),
        relation('s__stage.child', 'table', child),
      ],
      [],
      { obstacles },
    )

  test('are both swapped, and the new key points at the new table', () => {
    const result = plan([item('child'), item('parent')], known(own))
    expect(result.inPlace).toEqual([])
    expect(result.parts.map(part => part.sql)).toEqual([
      'alter table "s__stage"."child" add constraint "model_retargeted_0" FOREIGN KEY (a) REFERENCES "s__stage"."parent"(a)',
    ])
    expect(result.retarget).toEqual([
      'alter table "s__stage"."child" drop constraint "to_parent";\n' +
        'alter table "s__stage"."child" rename constraint "model_retargeted_0" to "to_parent"',
    ])
  })

  test('both stay when one does, and the one that is referred to is written first', () => {
    const other = { ...own, of: key('x.other'), name: 'from_outside' }
    const result = plan([item('child'), item('parent')], known(own, other))
    expect(result.inPlace.map(step => step.relation.name)).toEqual(['parent', 'child'])
    expect(result.inPlace[0]!.remove).toContain('where not exists')
    expect(result.parts).toEqual([])
  })
})

test('planPublication() writes a published view anew from its stage, after what that reads', () => {
  const known = facts(
    [
      relation('s.low', 'view'),
      relation('s__stage.low', 'view', { columns: [column('b', 'text')] }),
      relation('s__stage.high', 'view'),
      relation('s.between', 'view'),
    ],
    [
      ['s__stage.high', 's.between'],
      ['s.between', 's.low'],
    ],
    {},
  )
  const unread = { ...known, reads: known.reads.map(read => ({ ...read, columns: [] })) }
  const result = plan([item('high', 'select 2'), item('low', 'select 1')], unread, ['s.between'])
  expect(result.views.map(step => step.view.name)).toEqual(['low', 'between', 'high'])
})

test('parentsFirst() orders a chain of 100,000 without recursion', () => {
  const names = Array.from({ length: 100_000 }, (_, at) => `v${at}`)
  const reads = names.slice(1).map((view, at) => ({ view, on: names[at]! }))
  expect(parentsFirst(['v99999', 'v5', 'v0'], reads)).toEqual(['v0', 'v5', 'v99999'])
})

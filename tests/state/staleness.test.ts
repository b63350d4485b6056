import { expect, test } from 'vitest'
import type { StaleReason } from '../../src/state/staleness.ts'
import { publish, reasons, type SmallWarehouse, smallWarehouse } from './small-warehouse.ts'

type Edit = (warehouse: SmallWarehouse) => void
type Expected = readonly [code: StaleReason['code'], parent?: string]

const HOUR = 60 * 60 * 1000

function moveAsOf(warehouse: SmallWarehouse, milliseconds: number): void {
  warehouse.asOf = new Date(Date.parse(warehouse.asOf) + milliseconds).toISOString()
}

const STALE: readonly [string, Edit, ...Expected[]][] = [
  ['a number in its SQL', w => replace(w, 'mart', 'id > 5', 'id > 6'), ['definition']],
  ['a text literal by one space', w => add(w, 'mart', " having 'a  b' > ''"), ['definition']],
  ['only the incremental branch', w => replace(w, 'mart', '[and', '[or'), ['definition']],
  ['a quoted name by its case', w => replace(w, 'mart', 'as total', 'as "Total"'), ['definition']],
  [
    'which model it reads',
    w => replace(w, 'mart', '<customers>', '<view>'),
    ['definition'],

    ['input', 'customers'],
  ],
  ['a var that it uses', w => void (w.vars['minimum'] = '4'), ['definition']],
  [
    'the name of the target, which it prints',
    w => {
      add(w, 'mart', ", '$target'")
      publish(w, ['mart'])
      w.target.name = 'prod'
    },
    ['definition'],
  ],
  ['its materialization', w => void (w.nodes['mart']!.kind = 'view'), ['definition']],
  [
    'a declared type',
    w => void (w.nodes['mart']!.columns[1] = { name: 'total', dataType: 'numeric(12, 2)' }),
    ['definition'],
  ],
  [
    'a config that changes content',
    w => void (w.nodes['mart']!.config['unique_key'] = 'code'),
    ['definition'],
  ],
  ['a hook', w => w.nodes['mart']!.postHooks.push('delete from <mart>'), ['definition']],
  ['its dialect', w => void (w.nodes['mart']!.dialect = 'duckdb'), ['definition']],
  ['an ephemeral that it reads', w => replace(w, 'recent', '30', '60'), ['input', 'recent']],
  ['a view below an ephemeral', w => add(w, 'view', ' where id > 0'), ['input', 'view']],
  ['a macro that a view below uses', w => void (w.macros['cents'] = '1000 *'), ['input', 'view']],
  [
    'a view between into a table',
    w => void (w.nodes['view']!.kind = 'table'),
    ['input', 'view'],
    ['input', 'seed'],
  ],
  ['a parent, which was built again', w => publish(w, ['customers']), ['input', 'customers']],
  [
    'a row of the seed, which was loaded',
    w => {
      add(w, 'seed', '2,20\n')
      publish(w, ['seed'])
    },
    ['input', 'seed'],
  ],
  [
    'a declared column of the seed, which was loaded',
    w => {
      w.nodes['seed']!.columns.push({ name: 'day', dataType: 'date' })
      publish(w, ['seed'])
    },
    ['input', 'seed'],
  ],
  [
    'the file of the seed away: an empty table',
    w => {
      w.nodes['seed']!.sql = ''
      publish(w, ['seed'])
    },
    ['input', 'seed'],
  ],
  ['nothing, but it was published by --empty', w => publish(w, ['mart'], 'empty'), ['flawed']],
  ['nothing, but it was published by --sample', w => publish(w, ['mart'], 'sample'), ['flawed']],
  ['nothing, but it was published unchecked', w => publish(w, ['mart'], 'no-audit'), ['flawed']],
  ['as_of by its stale_after', w => moveAsOf(w, 24 * HOUR), ['as_of']],
  ['as_of to an earlier time', w => moveAsOf(w, -1), ['as_of']],
  ['nothing, but it was dropped by someone', w => void w.missing.add('mart'), ['missing']],
  ['nothing, but it was never published', w => void w.published.delete('mart'), ['never']],
  [
    'two things at once',
    w => {
      replace(w, 'mart', '5', '6')
      publish(w, ['customers'])
    },
    ['definition'],
    ['input', 'customers'],
  ],
]

const FRESH: readonly [string, Edit][] = [
  ['nothing', () => {}],
  ['a comment', w => replace(w, 'mart', '-- the mart', '/* all of it */')],
  ['line breaks and indentation', w => replace(w, 'mart', '\nfrom', '\n\n    from')],
  ['a trailing semicolon', w => add(w, 'mart', ' ;\n')],
  ['the case of a keyword', w => replace(w, 'mart', 'select', 'SELECT')],
  ['the case of an unquoted name', w => replace(w, 'mart', 'sum(total)', 'Sum(Total)')],
  ['a comment in an ephemeral between', w => add(w, 'recent', ' -- days')],
  ['a comment in a view between', w => add(w, 'view', ' /* cents */')],
  [
    'its description, tags, tests and grants',
    w =>
      Object.assign(w.nodes['mart']!, {
        description: 'new',
        tags: ['daily'],
        tests: ['unique'],
        grants: ['reader'],
      }),
  ],
  ['its folder', w => void (w.nodes['mart']!.path = 'models/marts/mart.sql')],
  ['its schema', w => void (w.nodes['mart']!.schema = 'marts')],
  ['the target and its schema prefix', w => void (w.target = { name: 'dev', prefix: 'dev_' })],
  ['a var that it does not use', w => void (w.vars['other'] = '1')],
  ['a macro that nothing above it uses', w => void (w.macros['other'] = '1')],
  ['the layout of a macro', w => void (w.macros['cents'] = '100   *')],
  ['the order of declared columns', w => void w.nodes['mart']!.columns.reverse()],
  [
    'the layout of a declared type',
    w => void (w.nodes['mart']!.columns[1] = { name: 'total', dataType: 'NUMERIC( 10,2 )' }),
  ],
  ['a declared column without a type', w => w.nodes['mart']!.columns.push({ name: 'note' })],
  [
    'the order of config keys',
    w => {
      w.nodes['mart']!.config = { b: 1, a: { d: 1, c: 2 } }
      publish(w, ['mart'])
      w.nodes['mart']!.config = { a: { c: 2, d: 1 }, b: 1 }
    },
  ],
  ['the seed, loaded again alike', w => publish(w, ['seed'])],
  [
    'the path of the seed',
    w => {
      w.nodes['seed']!.path = '/elsewhere/core.orders.csv'
      publish(w, ['seed'])
    },
  ],
  ['a view between, published again alike', w => publish(w, ['view'])],
  ['as_of by less than its stale_after', w => moveAsOf(w, 23 * HOUR)],
  [
    'as_of by years, without a stale_after',
    w => {
      delete w.nodes['mart']!.staleAfter
      moveAsOf(w, 20_000 * HOUR)
    },
  ],
  [
    'as_of by years, when nothing uses it',
    w => {
      replace(w, 'recent', "'$as_of'::date - 30", 'current_date')
      publish(w, ['mart'])
      moveAsOf(w, 20_000 * HOUR)
    },
  ],
  [
    'a model that reads it',
    w => void (w.nodes['report'] = { ...w.nodes['mart']!, sql: 'select * from <mart>' }),
  ],
  [
    'a parent that another one reads only',
    w => {
      w.nodes['other'] = { ...w.nodes['customers']! }
      publish(w, ['other'])
    },
  ],
]

test.each(STALE)(
  'staleReasons() gives a reason when somebody changes %s',
  (_, edit, ...expected) => {
    const warehouse = smallWarehouse()
    edit(warehouse)
    const found = reasons(warehouse, 'mart').map(({ code, parent }) => [code, parent])
    expect(found.sort()).toEqual(expected.map(([code, parent]) => [code, parent]).sort())
  },
)

test.each(FRESH)('staleReasons() is empty when somebody changes %s', (_, edit) => {
  const warehouse = smallWarehouse()
  edit(warehouse)
  expect(reasons(warehouse, 'mart')).toEqual([])
})

test('staleReasons() says in words what happened to a parent', () => {
  const texts = (edit: Edit) => {
    const warehouse = smallWarehouse()
    edit(warehouse)
    return reasons(warehouse, 'mart').map(reason => reason.text)
  }
  expect(texts(w => publish(w, ['customers']))).toEqual(['customers has changed since it was read'])
  expect(texts(w => add(w, 'view', ' limit 1'))).toEqual(['the definition of view has changed'])
  expect(texts(w => replace(w, 'mart', '<customers>', '<view>'))).toEqual([
    'its definition has changed',
    'no longer reads customers',
  ])
  expect(texts(w => replace(w, 'recent', '<view>', '<customers> join <view>'))).toEqual([
    'the definition of recent has changed',
  ])
  expect(texts(w => void (w.nodes['customers']!.kind = 'view'))).toEqual([
    'customers is materialized differently now',
  ])
})

function replace(warehouse: SmallWarehouse, id: string, from: string, to: string): void {
  const node = warehouse.nodes[id]!
  expect(node.sql).toContain(from)
  node.sql = node.sql.replace(from, to)
}

function add(warehouse: SmallWarehouse, id: string, text: string): void {
  warehouse.nodes[id]!.sql += text
}

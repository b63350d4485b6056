import { describe, expect, it } from 'vitest'
import type { TestNode } from '../../src/compile/manifest.ts'
import { compileFiles } from '../broken-projects/harness.ts'

const MACROS = `{{#test "at_least" lowest="0" as |model column|}}
select * from {{model}} where {{column}} < {{lowest}}
{{/test}}
{{#test "same_size" as |model other|}}
select 1 where (select count(*) from {{model}}) <> (select count(*) from {{other}})
{{/test}}
`

/** The only test of a project whose model or source says `tests` of its column id. */
async function compiled(
  form: string,
  on: 'model' | 'source' | 'whole model' = 'model',
): Promise<TestNode> {
  const column = `columns: [{name: customer_id, tests: [${form}]}]`
  const manifest = await compileFiles({
    'macros/tests.sql': MACROS,
    'models/orders.sql': 'select 1 as customer_id',
    'models/customers.sql': 'select 1 as id',
    'models/schema.yml': `
sources:
  - name: core
    tables: [{name: orders${on === 'source' ? `, ${column}` : ''}}]
models:
  - {name: orders${on === 'model' ? `, ${column}` : on === 'whole model' ? `, tests: [${form}]` : ''}}
`,
  })
  return [...manifest.nodes.values()].find((node): node is TestNode => node.kind === 'test')!
}

describe('compileProject() names generic tests as dbt does', () => {
  it.each([
    ['unique', 'unique_orders_customer_id'],
    [
      'accepted_values: {values: [placed, shipped]}',
      'accepted_values_orders_customer_id__placed__shipped',
    ],
    [
      'accepted_values: {values: [1, true], quote: false}',
      'accepted_values_orders_customer_id__False__1__True',
    ],
    [
      `relationships: {to: ref('customers'), field: id}`,
      'relationships_orders_customer_id__id__ref_customers_',
    ],
    [
      'relationships: {to: customers, field: id}',
      'relationships_orders_customer_id__id__customers',
    ],
    ['accepted_range: {min: 0.5, max: 10}', 'accepted_range_orders_customer_id__10__0_5'],
    ['unique: {name: one_each}', 'one_each'],
  ])('on a column: %s', async (form, name) => {
    expect((await compiled(`{${form.includes(':') ? form : `${form}: `}}`)).name).toBe(name)
  })

  it('on a source', async () => {
    expect((await compiled('not_null', 'source')).name).toBe(
      'source_not_null_core_orders_customer_id',
    )
  })

  it('on a model', async () => {
    const { name } = await compiled('{unique_combination: {columns: [a, b]}}', 'whole model')
    expect(name).toBe('unique_combination_orders_a__b')
  })

  it('and hashes the alias of long ones', async () => {
    const values = ['returned_by_customer', 'returned_by_carrier', 'shipped']
    const { name, alias, id } = await compiled(`{accepted_values: {values: [${values}]}}`)
    expect(name).toBe(
      'accepted_values_orders_customer_id__returned_by_customer__returned_by_carrier__shipped',
    )
    expect(alias).toMatch(/^accepted_values_orders_[0-9a-f]{32}$/)
    expect(id).toMatch(new RegExp(`^test\\.shop\\.${name}\\.[0-9a-f]{10}$`))
  })
})

describe('compileProject() compiles generic tests', () => {
  it('with their references', async () => {
    const forms = [
      'customers',
      `ref('customers')`,
      `'{{ref "customers"}}'`,
      `"ref(\\"customers\\")"`,
    ]
    for (const to of forms) {
      const test = await compiled(`{relationships: {to: ${to}, field: id}}`)
      expect(test.definition).toMatchObject({ references: { to: 'model.shop.customers' } })
      expect(test.dependsOn).toEqual(['model.shop.orders', 'model.shop.customers'])
    }
    const test = await compiled(`{row_count: {compare: core.orders}}`, 'whole model')
    expect(test.definition).toMatchObject({ references: { compare: 'source.shop.core.orders' } })
  })

  it('of the project, with the arguments that their macro declares', async () => {
    const test = await compiled('{at_least: {lowest: 3}}')
    expect(test.definition).toMatchObject({
      test: 'at_least',
      builtIn: false,
      column: 'customer_id',
    })
    const other = await compiled(`{same_size: {other: ref('customers')}}`, 'whole model')
    expect(other.definition).toMatchObject({ references: { other: 'model.shop.customers' } })
  })

  it('on a whole model with column_name', async () => {
    const test = await compiled('{not_null: {column_name: customer_id}}', 'whole model')
    expect(test.definition).toMatchObject({ column: 'customer_id' })
    expect(test.name).toBe('not_null_orders_customer_id')
  })

  it('with config, flat or apart', async () => {
    const test = await compiled('{unique: {severity: WARN, config: {warn_if: "> 3", limit: 5}}}')
    expect(test.config).toMatchObject({
      severity: 'warn',
      warnIf: '> 3',
      errorIf: '!= 0',
      limit: 5,
    })
  })
})

/** Every source of the shop empty, each alone: the models still build, and the checks pass. */
import { afterAll, describe, expect, it } from 'vitest'
import { buildWarehouse, temporaryFolder, troubles } from '../support/warehouse.ts'
import { shop } from '../warehouse/shops.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const files = {
  ...shop({ buyers: 120, prospects: ['new.example'] }),
  'sales.products.csv': 'product_id,product_name,product_category,standard_cost\nP1,One,Tools,5\n',
  'sales.suppressed_domains.csv': 'domain,reason\nnever.example,competitor\n',
  'reference.excluded_products.csv': 'product_id,product_pattern,reason\n,SAMPLE%,sample\n',
  'reference.unknown_values.csv': 'value\nunknown\n',
  'reference.industry_lookup.csv': 'industry_raw,industry_cleaned\nRetail,Trade\n',
}

/** Without the file the source is empty; with its header alone, too. */
const headerOnly = (text: string) => `${text.split('\n')[0]}\n`

describe('a source without rows', () => {
  it.each(Object.keys(files))('%s: the build ends green', async name => {
    const text = files[name as keyof typeof files] ?? ''
    const sources = temporaryFolder({ ...files, [name]: headerOnly(text) })
    const warehouse = await buildWarehouse({ seedPath: sources.path, targetPath: folder.path })
    await warehouse.close()
    sources.remove()
    expect(troubles(warehouse.outcome)).toEqual([])
  })
})

describe('variables', () => {
  it.each<Readonly<Record<string, string | number>>>([
    { top20_population: 'buyers', window_months: 12 },
    { validation_holdout_from: '2026-01-01', lookalike_capacity: 3 },
    { top20_share: 1, trait_min_top_customers: 1, trait_min_support: 1 },
  ])('the build ends green with %o', async vars => {
    const sources = temporaryFolder(files)
    const warehouse = await buildWarehouse({
      seedPath: sources.path,
      targetPath: folder.path,
      vars,
    })
    await warehouse.close()
    sources.remove()
    expect(troubles(warehouse.outcome)).toEqual([])
  })
})

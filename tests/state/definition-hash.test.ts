import { expect, test } from 'vitest'
import { type Definition, definitionHash, seedHash } from '../../src/state/definition-hash.ts'

const definition: Definition = {
  materialized: 'table',
  dialect: 'postgres',
  full: 'select 1 as id',
  incremental: 'select 1 as id where true',
  preHooks: [],
  postHooks: ['analyze "model.p.x"'],
  columns: [{ name: 'id', dataType: 'integer' }],
  config: { unique_key: ['id'] },
}

test('definitionHash() and seedHash() stay what ledgers out there have recorded', () => {
  expect(definitionHash(definition)).toMatchInlineSnapshot(
    `"ff9e8c71391ccfddc13e906e7b5a07dbcabcee0684d2ba13e09a7c6caab2a537"`,
  )
  expect(
    seedHash({ bytes: 'f00', columns: definition.columns, options: { delimiter: ',' } }),
  ).toMatchInlineSnapshot(`"9e31fbb14772885d68c367f032ee8353b0fd91ed68d0f2f6cbf945e5b9a84903"`)
})

test('definitionHash() does not confuse one part with another', () => {
  const hashes = [
    definition,
    { ...definition, full: definition.incremental, incremental: definition.full },
    { ...definition, preHooks: definition.postHooks, postHooks: [] },
    { ...definition, full: 'select 1', incremental: 'as id select 1 as id where true' },
    { ...definition, columns: [], config: { ...definition.config, id: 'integer' } },
  ].map(definitionHash)
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('seedHash() tells a missing file from an empty one', () => {
  const seed = { columns: [], options: {} }
  expect(seedHash({ ...seed, bytes: undefined })).not.toBe(seedHash({ ...seed, bytes: '' }))
})

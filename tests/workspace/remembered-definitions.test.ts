/** Definition hashes from the cache: the same as rendering gives, whatever was edited since. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ContentCache, memoryCache } from '../../src/util/content-cache.ts'
import { projectDefinitions } from '../../src/workspace/definitions.ts'
import { DEFINITION_KIND } from '../../src/workspace/project-cache.ts'
import { type Files, inWorkspace, writeFiles, writeProject } from '../support/project.ts'

const AS_OF = '2026-02-14T00:00:00Z'

const PROJECT = `name: shop
target: local
vars: {region: north}
targets:
  local: {adapter: pglite, path: target/warehouse}
  other: {adapter: pglite, path: target/warehouse, schema: elsewhere, schema_prefix: x_}
`
const SHOP: Files = {
  'project.yml': PROJECT,
  'macros/cents.sql':
    '{{#macro "cents" as |column|}}{{column}} * {{factor}}{{/macro}}\n{{#macro "factor"}}100{{/macro}}\n',
  'macros/double.ts': 'export const double = (text: string) => text + " * 2"\n',
  'models/plain.sql': 'select 1 as n, current_date as day\n',
  'models/below.sql': 'select n from {{ref "plain"}}\n',
  'models/by_macro.sql': 'select {{cents "n"}} as n from {{ref "plain"}}\n',
  'models/by_script.sql': 'select {{double "n"}} as n from {{ref "plain"}}\n',
  'models/by_var.sql': 'select \'{{var "region"}}\' as region, {{var "as_of"}} as at\n',
  'models/by_env.sql': 'select \'{{env "SHOP" default="none"}}\' as shop\n',
  'models/by_named_env.sql': `select {{#each (list "SHOP") as |name|}}'{{env name default="none"}}'{{/each}} as shop\n`,
  'models/by_target.sql': "select '{{target.schema}}' as place\n",
  'models/by_time.sql': 'select \'{{var "as_of"}}\' as at\n',
  'models/increasing.sql': 'select 1 as n {{#if is_incremental}}where false{{/if}}\n',
  'models/hooked.sql': 'select 1 as n\n',
  'models/schema.yml': `models:
  - name: hooked
    config: {post_hook: "comment on table {{this}} is '{{var \\"region\\"}}'"}
  - name: plain
    config: {contract: {enforced: true}}
    columns: [{name: n, data_type: integer}, {name: day, data_type: date}]
`,
}

/** A cache that counts what it was asked and had. */
function countingCache() {
  const cache = memoryCache()
  const hits = new Set<string>()
  const counting: ContentCache = {
    get: <T>(kind: string, hash: string) => {
      const found = cache.get<T>(kind, hash)
      if (found !== undefined && kind === DEFINITION_KIND) hits.add(hash)
      return found
    },
    set: (kind, hash, value) => cache.set(kind, hash, value),
  }
  return { cache: counting, hits }
}

interface Circumstances {
  readonly vars?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly target?: string
}

/** Hash and use of the time of each model, and how many came from the cache. */
function definitionsIn(root: string, cache: ContentCache, options: Circumstances = {}) {
  return inWorkspace(
    root,
    async ({ manifest }) => {
      const definitions = projectDefinitions({ manifest, asOf: AS_OF, cache })
      const models = [...manifest.nodes.values()].filter(({ kind }) => kind === 'model')
      return Object.fromEntries(models.map(({ id, name }) => [name, definitions.of(id)]))
    },
    options,
  )
}

const MODELS = Object.keys(SHOP).filter(path => /^models\/.*sql$/.test(path)).length
/** One calls a function of TypeScript, one has a hook, one computes a name of the environment. */
const RENDERED_ALWAYS = 3

describe('rememberedDefinitions', () => {
  it('renders nothing twice but what has hooks, calls TypeScript or computes a name of the environment', async () => {
    const root = writeProject(SHOP)
    const { cache, hits } = countingCache()
    const first = await definitionsIn(root, cache)
    expect(hits.size).toBe(0)
    expect(await definitionsIn(root, cache)).toEqual(first)
    expect(hits.size).toBe(MODELS - RENDERED_ALWAYS)
    expect(first['by_time']).toMatchObject({ usesAsOf: true })
    expect(first['plain']).toMatchObject({ usesAsOf: false })
  })

  const edits: readonly [what: string, edit: Files | Circumstances, changed: readonly string[]][] =
    [
      ['a template', { 'models/below.sql': 'select n + 1 as n from {{ref "plain"}}\n' }, ['below']],
      [
        'a macro behind a macro',
        { 'macros/cents.sql': SHOP['macros/cents.sql']!.replace('100', '1000') },
        ['by_macro'],
      ],
      [
        'a function of TypeScript',
        { 'macros/double.ts': SHOP['macros/double.ts']!.replace('2', '3') },
        ['by_script'],
      ],
      ['a variable', { vars: { region: 'south' } }, ['by_var', 'hooked']],
      ['the environment', { env: { SHOP: 'one' } }, ['by_env', 'by_named_env']],
      ['the target', { target: 'other' }, ['by_target']],
      [
        'a declared type',
        { 'models/schema.yml': SHOP['models/schema.yml']!.replace('integer', 'bigint') },
        ['plain'],
      ],
      [
        'a hook',
        { 'models/schema.yml': SHOP['models/schema.yml']!.replace('comment on', 'analyze') },
        ['hooked'],
      ],
      [
        'the materialization',
        { 'models/below.sql': `{{config materialized="table"}}${SHOP['models/below.sql']}` },
        ['below'],
      ],
      [
        'what a name stands for',
        {
          'seeds/plain.csv': 'n\n1\n',
          'models/plain.sql': '',
          'models/schema.yml': 'models: []\n',
        },
        ['below', 'by_macro', 'by_script', 'hooked'],
      ],
      ['a comment', { 'models/below.sql': `-- why\n${SHOP['models/below.sql']}` }, []],
    ]

  it.each(edits)('gives what rendering gives after a change of %s', async (_, edit, changed) => {
    const root = writeProject(SHOP)
    const { cache } = countingCache()
    const before = await definitionsIn(root, cache)
    const isCircumstance = ['vars', 'env', 'target'].some(key => key in edit)
    if (!isCircumstance) applyEdit(root, edit as Files)
    const options = isCircumstance ? (edit as Circumstances) : {}
    const after = await definitionsIn(root, cache, options)
    expect(after).toEqual(await definitionsIn(root, memoryCache(), options))
    const differs = Object.keys(after).filter(name => after[name]!.hash !== before[name]?.hash)
    expect(differs.sort()).toEqual(changed)
  })
})

/** An empty text removes the file. */
function applyEdit(root: string, files: Files): void {
  writeFiles(root, files)
  for (const [path, text] of Object.entries(files)) if (text === '') rmSync(join(root, path))
}

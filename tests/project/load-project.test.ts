import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allowNestedQuotes } from '../../src/project/env-references.ts'
import { cacheFolder } from '../../src/project/find-project.ts'
import { loadProject } from '../../src/project/load-project.ts'
import type { Project, ProjectOptions, TestDeclaration } from '../../src/project/types.ts'
import { type ContentCache, memoryCache } from '../../src/util/content-cache.ts'
import { type Files, inFolder } from '../broken-projects/harness.ts'

function load(files: Files, options: Partial<ProjectOptions> = {}): Promise<Project> {
  return inFolder(files, root =>
    loadProject(
      {
        projectDir: root,
        env: {},
        ...options,
        ...(options.seedPath !== undefined && { seedPath: join(root, options.seedPath) }),
      },
      memoryCache(),
    ),
  )
}

const withTarget = (...lines: readonly string[]): Files => ({
  'project.yml': [
    'name: shop',
    'targets:',
    '  local:',
    ...lines.map(line => `    ${line}`),
    '',
  ].join('\n'),
})

describe('loadProject() reads the target', () => {
  it('with defaults', async () => {
    const { target } = await load(withTarget('adapter: pglite'))
    expect(target).toMatchObject({
      name: 'local',
      schema: 'public',
      schemaPrefix: '',
      demoSources: false,
      threads: 4,
      publish: 'together',
      publishTimeout: 30_000,
      consistency: 'statement',
      secrets: [],
      variables: [],
    })
  })

  it('with env references, whose values may say numbers and booleans', async () => {
    const files = withTarget(
      'adapter: postgres',
      `host: '{{env "DB_HOST" "localhost"}}'`,
      `port: '{{env "DB_PORT"}}'`,
      `password: '{{env "DB_PASSWORD"}}'`,
      `demo_sources: '{{env "DEMO"}}'`,
      'publish_timeout: 2 minutes',
    )
    const env = { DB_PORT: '5433', DB_PASSWORD: 'secret', DEMO: 'true' }
    const { target } = await load(files, { env })
    expect(target.settings).toEqual({ host: 'localhost', port: 5433, password: 'secret' })
    expect(target.secrets).toEqual(['secret'])
    expect([target.demoSources, target.publishTimeout]).toEqual([true, 120_000])
  })

  it('and evaluates the chosen one alone', async () => {
    const files = {
      'project.yml': `name: shop\ntarget: a\ntargets:\n  a: {adapter: pglite}\n  b: {adapter: postgres, url: '{{env "NONE"}}'}\n`,
    }
    expect((await load(files)).target.name).toBe('a')
    await expect(load(files, { target: 'b' })).rejects.toThrow('NONE')
  })

  it('and masks passwords that stand in a URL', async () => {
    const { target } = await load(
      withTarget('adapter: postgres', 'url: postgres://me:p%40ss@db/shop'),
    )
    expect(target.secrets).toEqual(['p%40ss', 'p@ss'])
    const raw = await load(withTarget('adapter: postgres', 'url: postgres://me:p@ss@word@db/shop'))
    expect(raw.target.secrets).toEqual(['p@ss@word'])
    const url = 'url: postgres:///shop?host=/run/postgresql&user=me&password=p%40ss'
    const parameter = await load(withTarget('adapter: postgres', url))
    expect(parameter.target.secrets).toEqual(['p%40ss', 'p@ss'])
  })

  it('with .env beneath the process environment', async () => {
    const files = {
      ...withTarget('adapter: postgres', `host: '{{env "A"}}'`, `database: '{{env "B"}}'`),
      '.env': `# local\nexport A=file # not this\nB="a b\\n"\nC='as # it is'\n`,
    }
    const { target, env } = await load(files, { env: { A: 'process' } })
    expect(target.settings).toEqual({ host: 'process', database: 'a b\n' })
    expect(env['C']).toBe('as # it is')
  })
})

describe('allowNestedQuotes()', () => {
  it.each([
    [`url: "{{env "URL"}}"`, `url: "{{env 'URL'}}"`],
    [`url: "{{env \\"URL\\"}}"`, `url: "{{env \\"URL\\"}}"`],
    [`{url: "{{env "URL"}}", schema: a}`, `{url: "{{env 'URL'}}", schema: a}`],
    [`url: "pg://{{env "H"}}/{{env "D"}}"`, `url: "pg://{{env 'H'}}/{{env 'D'}}"`],
    [`url: '{{env "URL"}}', b: '{{env "B"}}'`, `url: '{{env "URL"}}', b: '{{env "B"}}'`],
    [`name: "plain", x: 'y'`, `name: "plain", x: 'y'`],
  ])('reads %s', (text, expected) => {
    expect(allowNestedQuotes(text)).toBe(expected)
  })
})

describe('loadProject() reads files', () => {
  it('by kind, in the order of their paths', async () => {
    const project = await load({
      'models/b.sql': 'select 1',
      'models/a/c.sql': '\ufeffselect 2',
      'models/notes.md': 'notes',
      'models/.hidden/x.sql': 'select 3',
      'macros/all.sql': '',
      'tests/positive.sql': 'select 4',
      'tests/node_modules/x.sql': 'select 5',
      'seeds/regions.csv': 'id\n',
    })
    expect(project.templates.map(({ kind, path, name }) => [kind, path, name])).toEqual([
      ['macro', 'macros/all.sql', 'all'],
      ['model', 'models/a/c.sql', 'c'],
      ['model', 'models/b.sql', 'b'],
      ['test', 'tests/positive.sql', 'positive'],
    ])
    expect(project.templates[1]!.text).toBe('select 2')
    expect(project.seeds.map(seed => seed.name)).toEqual(['regions'])
  })

  it('from the folder above where one stands, and gives vars their precedence', async () => {
    const files = {
      'project.yml':
        'name: shop\nvars: {a: 1, b: 1, c: 1}\ntargets: {t: {adapter: pglite, vars: {b: 2, c: 2}}}\n',
      'models/deep/a.sql': 'select 1',
    }
    const project = await inFolder(files, root =>
      loadProject(
        { projectDir: join(root, 'models/deep'), env: {}, vars: { c: 3 } },
        memoryCache(),
      ),
    )
    expect(project.vars).toEqual({ a: 1, b: 2, c: 3 })
  })

  it('and settings by folder, with or without the name of the project', async () => {
    const tree = `\n  +materialized: view\n  marts: {+schema: analytics, core: {+tags: daily}}\n`
    const files = { 'models/marts/core/a.sql': 'select 1' }
    const plain = await load({
      ...files,
      'project.yml': `name: shop\ntargets: {t: {adapter: pglite}}\nmodels:${tree}`,
    })
    const named = await load({
      ...files,
      'project.yml': `name: shop\ntargets: {t: {adapter: pglite}}\nmodels:\n  shop:${tree.replaceAll('\n', '\n  ')}\n`,
    })
    expect(plain.configs.models).toMatchObject({
      config: { materialized: 'view' },
      folders: { marts: { config: { schema: 'analytics' }, folders: { core: {} } } },
    })
    expect(named.configs.models.folders['marts']!.config).toEqual({ schema: 'analytics' })
  })
})

describe('loadProject() reads tests', () => {
  const forms: readonly (readonly [string, Partial<TestDeclaration>])[] = [
    ['- unique', { test: 'unique', arguments: {}, config: {} }],
    ['- unique:', { test: 'unique', arguments: {}, config: {} }],
    [
      '- accepted_values: {values: [a], severity: warn}',
      { arguments: { values: ['a'] }, config: { severity: 'warn' } },
    ],
    [
      '- accepted_values: {arguments: {values: [a]}, config: {where: x}}',
      { arguments: { values: ['a'] }, config: { where: 'x' } },
    ],
    [
      '- {test_name: unique, name: one_each, limit: 5}',
      { test: 'unique', name: 'one_each', config: { limit: 5 } },
    ],
    ['- unique: {name: one_each, description: Why}', { name: 'one_each', description: 'Why' }],
  ]
  it.each(forms)('written as %s', async (form, expected) => {
    const project = await load({
      'models/a.sql': 'select 1',
      'models/a.yml': `models:\n  - name: a\n    data_tests:\n      ${form}\n`,
    })
    expect(project.properties[0]!.tests).toMatchObject([expected])
  })
})

describe('loadProject() reads sources', () => {
  it('with what their source says, which a table may change', async () => {
    const project = await load({
      'models/sources.yml': `
sources:
  - name: core
    schema: raw
    tags: [a]
    loaded_at_field: at
    freshness: {warn_after: {count: 1, period: day}}
    tables:
      - {name: orders, identifier: Orders, tags: [b], meta: {x: 1}}
      - {name: lines, schema: other, freshness: null, loaded_at_field: changed}
`,
    })
    expect(project.sources).toMatchObject([
      {
        schema: 'raw',
        identifier: 'Orders',
        tags: ['a', 'b'],
        meta: { x: 1 },
        loadedAtField: 'at',
        freshness: { warnAfter: { count: 1, period: 'day' } },
      },
      { schema: 'other', identifier: 'lines', tags: ['a'], loadedAtField: 'changed' },
    ])
    expect(project.sources[1]!.freshness).toBeUndefined()
  })

  it('and `nullable: false` as a constraint', async () => {
    const { sources } = await load({
      'models/s.yml': `sources: [{name: core, tables: [{name: t, columns: [{name: id, nullable: false}, {name: x}]}]}]\n`,
    })
    expect(sources[0]!.columns).toMatchObject([
      { name: 'id', notNull: true, constraints: [{ type: 'not_null', columns: ['id'] }] },
      { name: 'x', notNull: false, constraints: [] },
    ])
  })
})

describe('loadProject() with --seed-path', () => {
  const files = {
    'models/s.yml': 'sources: [{name: core, tables: [{name: a}, {name: b}, {name: c}]}]\n',
    'seeds/core.a.csv': 'id\n',
    'seeds/core.b.csv': 'id\n',
    'seeds/regions.csv': 'id\n',
    'seeds/rates.csv': 'id\n',
    'own/core.a.csv': 'id\n',
    'own/core.c.csv': 'id\n',
    'own/regions.csv': 'id\n',
  }

  it('takes its files, leaves other backed sources empty and keeps other lookups', async () => {
    const { seeds, emptySeeds } = await load(files, { seedPath: 'own' })
    const told = seeds.map(({ name, replaced }) => `${name} ${replaced ? 'replaced' : 'own'}`)
    expect(told.sort()).toEqual([
      'core.a replaced',
      'core.c replaced',
      'rates own',
      'regions replaced',
    ])
    expect(emptySeeds).toEqual(['core.b'])
  })
})

describe('loadProject() from a cache', () => {
  it('reads no file that it knows and gives an equal project', async () => {
    const files = {
      'models/a.sql': 'select 1',
      'models/a.yml': 'models: [{name: a, columns: [{name: id, tests: [unique]}]}]\n',
    }
    const inner = memoryCache()
    let written = 0
    const cache: ContentCache = {
      get: inner.get,
      set: (kind, hash, value) => {
        written++
        inner.set(kind, hash, value)
      },
    }
    await inFolder(files, async root => {
      const first = await loadProject({ projectDir: root, env: {} }, cache)
      const afterFirst = written
      const second = await loadProject({ projectDir: root, env: {} }, cache)
      expect(second).toEqual(first)
      expect([afterFirst, written]).toEqual([2, 2])
    })
  })
})

describe('cacheFolder()', () => {
  it.each([
    ['without paths', 'name: x\ntarget: local\n', undefined, 'target/cache'],
    ['with paths in flow', 'paths: {tests: [a], target: build}\n', undefined, 'build/cache'],
    [
      'with paths in a block',
      'paths:\n  # here\n  target: "out"\n  keep: k\ntarget: local\n',
      undefined,
      'out/cache',
    ],
    ['with --target-path', 'paths: {target: build}\n', 'other', 'other/cache'],
  ])('is below the target path, %s', async (_name, text, targetPath, expected) => {
    await inFolder({ 'project.yml': text }, async root => {
      expect(cacheFolder(root, targetPath)).toBe(join(root, expected))
    })
  })
})

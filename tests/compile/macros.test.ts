import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readMacros } from '../../src/compile/macros.ts'
import { mapOffset } from '../../src/compile/map-offset.ts'
import { renderTest } from '../../src/compile/render-template.ts'
import { Problems } from '../../src/errors/model-error.ts'
import { memoryCache } from '../../src/util/content-cache.ts'
import { contextOf, macroFile, macrosOf, refusal, render } from './harness.ts'

const MACROS = `
-- Lower bound of a share.
{{#macro "wilson_low" z="1.96" as |k n|}}
  ({{k}} + {{n}} * {{z}})
{{/macro}}
{{! a variant }}
{{#macro "today"}}current_date{{/macro}}
{{#macro "today" adapter="duckdb"}}today(){{/macro}}
{{#macro "twice" as |x|}}{{wilson_low x (wilson_low x x z=1)}}{{/macro}}
{{#macro "columns" as |names|}}{{#each names as |name|}}{{ident name}}{{#unless @last}}, {{/unless}}{{/each}}{{/macro}}
{{#macro "safe_divide" as |a b|}}mine({{a}}, {{b}}){{/macro}}
{{#macro "late" end=1.10 flags=(list "a") as |x|}}{{x}}{{end}}{{literal flags}}{{/macro}}`

describe('a template macro', () => {
  const macros = macrosOf([MACROS])
  const cases: readonly (readonly [string, string])[] = [
    ['{{wilson_low "k" "n"}}', '(k + n * 1.96)'],
    ['{{wilson_low "k" "n" z=2.580}}', '(k + n * 2.580)'],
    ['{{wilson_low n="n" k="k"}}', '(k + n * 1.96)'],
    ['{{today}} {{literal (today)}}', "current_date 'current_date'"],
    ['{{twice "a"}}', '(a + (a + a * 1) * 1.96)'],
    ['{{columns (list "a" "B")}}', '"a", "B"'],
    ['{{safe_divide 1 2}}', 'mine(1, 2)'],
    ['{{late "x"}}', "x1.10'a'"],
    ['{{#let "k" as |k|}}{{wilson_low k "n"}}{{/let}}', '(k + n * 1.96)'],
    ['{{#let (wilson_low "k" "n") as |low|}}{{low}}{{/let}}', '(k + n * 1.96)'],
  ]

  it.each(cases)('prints for %s: %s', (text, output) => {
    expect(render(text, { macros }).text).toBe(output)
  })

  it('is the one for the adapter where there is one', () => {
    expect(render('{{today}}', { macros, adapter: 'duckdb' }).text).toBe('today()')
  })

  it('does not see the names around its call', () => {
    const inner = macrosOf(['{{#macro "inner"}}{{k}}{{/macro}}'])
    const error = refusal(() => render('{{#let 1 as |k|}}{{inner}}{{/let}}', { macros: inner }))
    expect(error).toMatchObject({ code: 'M1207', place: { file: 'macros/all.sql' } })
  })

  it('hands the relation of a reference on', () => {
    const counted = macrosOf(['{{#macro "rows" as |r|}}(select count(*) from {{r}}){{/macro}}'])
    expect(render('{{rows (ref "a")}}', { macros: counted }).text).toBe(
      '(select count(*) from <ref.a>)',
    )
  })

  it('has facts of its own, for the graph', () => {
    const { facts, parameters, defaults } = macrosOf([
      '{{#macro "m" z=1 as |x|}}{{ref "a"}}{{other x}}{{var "v"}}{{z}}{{/macro}}',
    ]).find('m', 'pglite')!
    expect(facts.references[0]!.names).toEqual(['a'])
    expect(facts.macros).toEqual(['other'])
    expect(facts.vars).toEqual(['v'])
    expect({ parameters, defaults }).toEqual({ parameters: ['x'], defaults: { z: 1 } })
  })
})

describe('readMacros()', () => {
  it('reads the other files when one is wrong', () => {
    const problems = new Problems()
    const files = [macroFile('select 1', 'macros/a.sql'), macroFile('{{#macro "m"}}x{{/macro}}')]
    const table = readMacros(files, memoryCache(), { problems, root: '/nowhere' })
    expect(problems.list.map(({ code }) => code)).toEqual(['M1305'])
    expect(table.find('m', 'pglite')).toBeDefined()
  })

  it('gives the same from its cache', () => {
    const cache = memoryCache()
    const read = () =>
      readMacros([macroFile(MACROS)], cache, { problems: new Problems(), root: '/' })
    expect(JSON.stringify(read().all)).toBe(JSON.stringify(read().all))
  })
})

// The SQL of the standard set; tests/compile/standard-macros.test.ts runs it.
describe('the standard set', () => {
  it('is there in every project', () => {
    expect(macrosOf([]).names).toEqual([
      'surrogate_key',
      'safe_divide',
      'date_spine',
      'deduplicate',
      'union_of',
    ])
  })
})

describe('renderTest()', () => {
  const table = macrosOf([
    '{{#test "is_even" rest=0 as |model column|}}\nselect *\nfrom {{model}} where {{column}} % 2 <> {{rest}}{{/test}}',
  ])
  const definition = table.findTest('is_even', 'pglite')!
  const place = { file: 'models/schema.yml', line: 3, column: 5 }

  it('renders the SELECT of a generic test with a map into its file', () => {
    const values = { model: '"s"."t"', column: 'n', rest: 1 }
    const rendered = renderTest(definition, { values, place }, contextOf())
    expect(rendered.text).toBe('\nselect *\nfrom "s"."t" where n % 2 <> 1')
    expect(mapOffset(rendered, rendered.text.indexOf('*'))).toMatchObject({
      file: 'macros/all.sql',
      line: 2,
      column: 8,
    })
    expect(table.find('is_even', 'pglite')).toBeUndefined()
  })

  it('refuses wrong arguments where the test is declared', () => {
    const missing = () => renderTest(definition, { values: { model: 'm' }, place }, contextOf())
    expect(refusal(missing)).toMatchObject({ code: 'M1303', place })
    const values = { model: 'm', column: 'c', colum: 'd' }
    const unknown = () => renderTest(definition, { values, place }, contextOf())
    expect(refusal(unknown).message).toContain('did you mean column?')
  })
})

const TYPESCRIPT = `import { shout } from './shout.ts'
export function columns(names: string[], options: { prefix?: string } = {}): string {
  return names.map(name => (options.prefix ?? '') + shout(name)).join(', ')
}
export const pair = (a: number) => [a, a + 1]
/*
export function commented() {}
*/
export const year = (text: string) => new Date(text).getUTCFullYear()
export const now = () => String(new Date())
export const today = () => Date.now()
export const dice = () => Math.random()
export const key = () => crypto.randomUUID()
export const fails = () => { throw new Error('no luck.') }
export const later = async () => 'x'
export const nothing = () => undefined
export const words = ['no function']
`

describe('a TypeScript macro', () => {
  const root = mkdtempSync(join(tmpdir(), 'model-macros-'))
  writeFileSync(join(root, 'm.ts'), TYPESCRIPT)
  writeFileSync(join(root, 'shout.ts'), 'export const shout = (text: string) => text.toUpperCase()')
  const macros = macrosOf([macroFile(TYPESCRIPT, 'm.ts')], root)
  const rendered = (text: string) => render(text, { macros }).text

  it('is found without running its file', () => {
    expect(macros.names.slice(0, 4)).toEqual(['columns', 'pair', 'year', 'now'])
    expect(macros.find('pair', 'pglite')!.place).toMatchObject({ line: 5, column: 14 })
    const broken = macrosOf([macroFile('export const a = 1\nthrow new Error()', 'm.ts')])
    expect(broken.find('a', 'pglite')).toBeDefined()
    const listed = macrosOf([
      macroFile(
        "const a = () => 1\nexport {\n  a, a as b,\n}\nexport { c } from './c.ts'\n",
        'm.ts',
      ),
    ])
    expect(listed.names.slice(0, 3)).toEqual(['a', 'b', 'c'])
    expect(listed.find('b', 'pglite')!.place).toMatchObject({ line: 3, column: 11 })
  })

  it('takes values and gives a value', () => {
    expect(rendered('{{columns (list "a" "b")}}')).toBe('A, B')
    expect(rendered('{{columns (list "a" "b") prefix="x."}}')).toBe('x.A, x.B')
    expect(rendered('{{#each (pair 1.50) as |x|}}{{x}} {{/each}}')).toBe('1.5 2.5 ')
    expect(rendered('{{year "2026-02-14"}}')).toBe('2026')
  })

  it.each([
    ['{{now}}', 'M1309', 'new Date()'],
    ['{{today}}', 'M1309', 'Date.now()'],
    ['{{dice}}', 'M1309', 'Math.random()'],
    ['{{key}}', 'M1309', 'crypto.randomUUID()'],
    ['{{fails}}', 'M1307', 'no luck.'],
    ['{{words}}', 'M1307', 'no function'],
    ['{{later}}', 'M1308', 'a promise'],
    ['{{nothing}}', 'M1308', 'nothing'],
  ])('is refused for %s with %s: %s, at its call', (text, code, says) => {
    const error = refusal(() => rendered(`\n ${text}`))
    expect(error).toMatchObject({ code, place: { file: 'models/m.sql', line: 2, column: 4 } })
    expect(error.message).toContain(says)
    expect(Math.random()).toBeLessThan(Date.now())
  })
})

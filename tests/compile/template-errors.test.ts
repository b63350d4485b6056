import { describe, expect, it } from 'vitest'
import { extractFacts } from '../../src/compile/template-facts.ts'
import { templateErrors } from '../../src/errors/codes/template.ts'
import { memoryCache } from '../../src/util/content-cache.ts'
import { sha256 } from '../../src/util/hash.ts'
import { macroFile, macrosOf, refusal, render, template } from './harness.ts'

/** A template in which [[ ]] stands around what is marked; the code; a piece of the message or hint. */
type Case = readonly [marked: string, code: string, says: string]

function unmark(marked: string): { text: string; line: number; column: number; length: number } {
  const before = marked.slice(0, marked.indexOf('[['))
  const inside = marked.slice(marked.indexOf('[[') + 2, marked.indexOf(']]'))
  return {
    text: marked.replace('[[', '').replace(']]', ''),
    line: before.split('\n').length,
    column: before.length - before.lastIndexOf('\n'),
    length: inside.split('\n')[0]!.length,
  }
}

const RENDERING: readonly Case[] = [
  ['x {{a [[~]] b}}', 'M1201', 'expected an argument or }}'],
  ["'{{[[1]],2},{3,4}}'", 'M1201', '\\{{'],
  ['a\nb {{ref "x" [[)]]}}', 'M1201', 'cannot be read at )'],
  ['{{#if true}}{{else}}[[{{else}}]]{{/if}}', 'M1201', '{{else}}'],
  ['a\n [[{{]] b', 'M1202', '{{ is opened'],
  ['[[{{]]ref "x" }\nfrom {{ref "y"}}', 'M1202', 'not closed'],
  ['[[{{{]]"x"}}', 'M1202', '{{{ is opened'],
  ['[[{{{{]]raw}}}} x', 'M1202', '{{{{ is opened'],
  ['[[{{]]ref "x}} y', 'M1202', 'not closed'],
  ['{{#if true}}\n[[{{#each (list) as |x|}}]]\n', 'M1203', '{{/each}}'],
  ['{{#if true}}[[{{/each}}]]', 'M1204', '{{/if}} was expected'],
  ['a [[{{/if}}]]', 'M1204', 'no block is open'],
  ["select [[{{ ref('x') }}]]", 'M1205', '{{ref "x"}}'],
  ["[[{{ ref ('x') }}]]", 'M1205', '{{ref "x"}}'],
  ["[[{{ source('a', 'b') }}]]", 'M1205', '{{source "a" "b"}}'],
  [
    "[[{{ config(materialized='table', tags=['a', 'b']) }}]]",
    'M1205',
    '{{config materialized="table" tags=(list "a" "b")}}',
  ],
  ["[[{{ var('x', 1) }}]]", 'M1205', '{{var "x" 1}}'],
  ["[[{{- env_var('X') -}}]]", 'M1205', '{{env "X"}}'],
  ['[[{{- this -}}]]', 'M1205', '{{~ this ~}}'],
  ['where [[{% if is_incremental() %}]] x {% endif %}', 'M1205', '{{#if is_incremental}}'],
  ['[[{%- for x in xs %}]]', 'M1205', '{{#each (list'],
  ['[[{# note #}]] select 1', 'M1205', '{{! a comment }}'],
  ['[[{{> part}}]]', 'M1206', 'macro'],
  ['{{#each (list 1) as |x|}}{{[[../x]]}}{{/each}}', 'M1206', 'as |name|'],
  ['{{[[this.name]]}}', 'M1206', 'as |item|'],
  ['{{[[.]]}}', 'M1206', 'as |item|'],
  ['{{[[@first]]}}', 'M1206', 'outside of {{#each}}'],
  ['{{literal [[undefined]]}}', 'M1206', 'null'],
  ['{{{{[[other]]}}}}{{{{/other}}}}', 'M1206', '{{{{raw}}}}'],
  ['a\n  {{[[thsi]]}}', 'M1207', 'Did you mean this?'],
  ['{{[[as_of]]}}', 'M1207', '{{var "as_of"}}'],
  ['{{literal [[gone]]}}', 'M1207', 'gone is not known'],
  ['{{#if [[gone]]}}{{/if}}', 'M1207', 'gone'],
  ['{{[[surogate_key]] (list "a")}}', 'M1207', 'surrogate_key'],
  ['{{#[[eech]] (list) as |x|}}{{/eech}}', 'M1207', 'each'],
  ['{{#let 1 as |amount|}}{{[[amont]]}}{{/let}}', 'M1207', 'amount'],
  ['{{[[ref]]}}', 'M1208', '{{ref "model"}}'],
  ['{{[[ref "a" "b"]]}}', 'M1208', 'takes 1 argument, and 2 are given'],
  ['{{[[source "a"]]}}', 'M1208', 'takes 2 arguments, and 1 is given'],
  ['{{[[ref "a" version=2]]}}', 'M1208', 'no argument named version'],
  ['{{[[var 1]]}}', 'M1208', 'name as text'],
  ['{{[[literal (dict a=1)]]}}', 'M1208', 'a dictionary'],
  ['{{[[ident ""]]}}', 'M1208', 'cannot take'],
  ['{{[[not]]}}', 'M1208', 'takes 1 argument'],
  ['{{#if [[(dict 1)]]}}{{/if}}', 'M1208', 'key=value'],
  ['[[{{var "names"}}]]', 'M1209', '{{literal (var "names")}}'],
  ['[[{{target}}]]', 'M1209', '{{target.name}}'],
  ['[[{{var "nothing"}}]]', 'M1209', 'null'],
  ['[[{{null}}]]', 'M1209', 'null'],
  ['{{var [["as_off"]]}}', 'M1210', '"as_of"'],
  ['{{var [["zzzzzzzz"]]}}', 'M1210', '--vars'],
  ['{{env [["GONE"]]}}', 'M1211', 'GONE'],
  ['{{[[target.nam]]}}', 'M1213', 'Did you mean name?'],
  ['{{[[target.a.b]]}}', 'M1213', 'target has no a'],
  ['{{#let (list 1) as |l|}}{{[[l.length]]}}{{/let}}', 'M1213', 'a list'],
  ['{{ref [[(var "x")]]}}', 'M1214', '(ref "a")'],
  ['{{#each (list "a") as |m|}}{{ref [[m]]}}{{/each}}', 'M1214', 'm is computed'],
  ['{{literal [[(config)]]}}', 'M1215', 'prints nothing'],
  ['{{#if [[(eq 1 "1")]]}}{{/if}}', 'M1216', 'the number 1 with the text "1"'],
  ['{{#if [[(lt true false)]]}}{{/if}}', 'M1216', 'lt compares'],
  ['{{#each [["abc"]] as |x|}}{{/each}}', 'M1217', 'the text "abc"'],
  ['{{#[[each (list 1)]]}}{{this}}{{/each}}', 'M1218', 'as |item index|'],
  ['{{#[[let 1 2]] as |x|}}{{/let}}', 'M1218', '1 of 2'],
  ['{{#[[let 1]] as |ref|}}{{/let}}', 'M1218', 'built-in'],
  ['{{#[[if 1 2]]}}{{/if}}', 'M1218', 'one condition'],
  ['{{#[[if 1 a=2]]}}{{/if}}', 'M1218', 'named'],
  ['{{[[if true]]}}', 'M1220', '{{#if'],
  ['{{#[[ref "x"]]}}{{/ref}}', 'M1220', '{{ref ...}}'],
  ['{{#let 1 as |x|}}{{[[x "a"]]}}{{/let}}', 'M1220', 'without arguments'],
  ['{{[[target.name]] "a"}}', 'M1220', 'without arguments'],
  ['{{#[[macro "m"]]}}{{/macro}}', 'M1220', 'macros folder'],
]

const FACTS: readonly Case[] = [
  ['{{ref [[name]]}}', 'M1214', 'literal'],
  ['{{config [["table"]]}}', 'M1215', 'key=value'],
  ['{{config materialized=[[(var "m")]]}}', 'M1215', 'computed'],
  ['{{config a=1}}{{config [[a=2]]}}', 'M1215', 'twice'],
  ['{{#if true}}{{[[config a=1]]}}{{/if}}', 'M1215', 'the block {{#if}}'],
]

const MACROS: readonly Case[] = [
  ['{{#macro "m"}}{{/macro}}\n[[{{#macro "m"}}{{/macro}}]]', 'M1301', 'macros/all.sql:1'],
  ['{{#macro [["ref"]]}}{{/macro}}', 'M1302', 'built-in'],
  ['{{#macro "m"}}{{/macro}}\n[[select 1]]', 'M1305', 'select 1'],
  ['[[{{var "x"}}]]', 'M1305', '{{#macro'],
  ['{{#[[macro]]}}{{/macro}}', 'M1306', 'one name'],
  ['{{#macro [[m]]}}{{/macro}}', 'M1306', 'one name'],
  ['{{#[[macro "a b"]]}}{{/macro}}', 'M1306', 'no call'],
  ['{{#macro "m" z=[[(var "x")]]}}{{/macro}}', 'M1306', 'computed'],
  ['{{#[[macro "m"]] as |a a|}}{{/macro}}', 'M1306', 'twice'],
  ['{{#[[macro "m"]] as |ref|}}{{/macro}}', 'M1306', 'built-in ref'],
  ['{{#[[macro "m"]]}}a{{else}}b{{/macro}}', 'M1306', 'else'],
  ['{{#[[test "m"]]}}{{/test}}', 'M1306', 'as |model|'],
  ['{{#macro "m"}}{{[[config a=1]]}}{{/macro}}', 'M1215', 'a macro'],
  ['{{#macro "m" as |x|}}{{ref [[x]]}}{{/macro}}', 'M1214', 'my_macro'],
]

const CALLS: readonly Case[] = [
  ['{{[[wilson_low "a"]]}}', 'M1303', 'without n'],
  ['{{[[wilson_low "a" "b" "c"]]}}', 'M1303', 'takes 2 arguments in order (k, n), and 3 are given'],
  ['{{[[wilson_low "a" k="b"]]}}', 'M1303', 'k twice'],
  ['{{[[wilson_low "a" "b" zz=1]]}}', 'M1303', 'zz; did you mean z?'],
  ['{{[[wilson_low "a" "b" y=1]]}}', 'M1303', '{{#macro "wilson_low" z="1.96" as |k n|}}'],
  ['{{[[on_duck]]}}', 'M1310', 'duckdb'],
  ['{{[[surrogate_key "a"]]}}', 'M1217', 'the text "a"'],
]

const MACRO_FILE = `{{#macro "wilson_low" z="1.96" as |k n|}}({{k}} + {{n}} * {{z}}){{/macro}}
{{#macro "on_duck" adapter="duckdb"}}x{{/macro}}
{{#macro "one"}}{{two}}{{/macro}}
{{#macro "two"}}{{three}}{{/macro}}
{{#macro "three"}}{{one}}{{/macro}}
{{#macro "broken"}}
  {{gone}}
{{/macro}}`

function expectRefusal(
  marked: string,
  says: readonly [string, string],
  step: (text: string) => unknown,
): void {
  const { text, ...place } = unmark(marked)
  const error = refusal(() => step(text))
  expect(`${error.code} ${error.message} ${error.hint}`).toContain(says[1])
  expect({ code: error.code, ...error.place }).toMatchObject({ code: says[0], ...place })
}

describe('renderTemplate() refuses', () => {
  it.each(RENDERING)('%s with %s: %s', (marked, code, says) => {
    expectRefusal(marked, [code, says], text => render(text))
  })

  it('this where there is no relation, with M1212', () => {
    expect(refusal(() => render('{{this}}', { thisRelation: undefined }))).toMatchObject({
      code: 'M1212',
    })
  })

  it.each([
    ['blocks', '{{#if true}}'.repeat(5000) + '{{/if}}'.repeat(5000), 2401],
    ['else if', `{{#if true}}${'{{else if true}}'.repeat(5000)}{{/if}}`, 3197],
    ['calls', `\n{{${'not (not '.repeat(5000)}1${')'.repeat(5000)}}}`, 1],
  ])('%s nested too deeply, with M1219', (_, text, column) => {
    const error = refusal(() => render(text))
    expect(error).toMatchObject({ code: 'M1219', place: { column } })
  })
})

describe('extractFacts() refuses', () => {
  it.each(FACTS)('%s with %s: %s', (marked, code, says) => {
    expectRefusal(marked, [code, says], text =>
      extractFacts({ ...template(text), hash: sha256(text) }, memoryCache()),
    )
  })
})

describe('readMacros() refuses', () => {
  it.each(MACROS)('%s with %s: %s', (marked, code, says) => {
    expectRefusal(marked, [code, says], text => macrosOf([text]))
  })

  it('a TypeScript macro named like a built-in, with M1302', () => {
    const file = macroFile('\nexport function ref() {}', 'macros/m.ts')
    expect(refusal(() => macrosOf([file]))).toMatchObject({
      code: 'M1302',
      place: { line: 2, column: 17 },
    })
  })
})

describe('a call of a macro is refused', () => {
  const macros = macrosOf([MACRO_FILE])

  it.each(CALLS)('%s with %s: %s', (marked, code, says) => {
    expectRefusal(marked, [code, says], text => render(text, { macros }))
  })

  it('in a circle with M1304, naming the circle', () => {
    const error = refusal(() => render('{{one}}', { macros }))
    expect(error).toMatchObject({ code: 'M1304', place: { file: 'macros/all.sql', line: 5 } })
    expect(error.message).toContain('one -> two -> three -> one')
  })

  it('at its place in the file of the macro when its body is wrong', () => {
    expect(refusal(() => render('{{broken}}', { macros }))).toMatchObject({
      code: 'M1207',
      place: { file: 'macros/all.sql', line: 7, column: 5 },
    })
  })
})

describe('the codes of templates', () => {
  it('are all in these tables but for TypeScript macros', () => {
    const shown = [...RENDERING, ...FACTS, ...MACROS, ...CALLS].map(([, code]) => code)
    const elsewhere = ['M1212', 'M1219', 'M1221', 'M1222', 'M1304', 'M1307', 'M1308', 'M1309']
    expect(new Set([...shown, ...elsewhere])).toEqual(new Set(Object.keys(templateErrors)))
  })
})

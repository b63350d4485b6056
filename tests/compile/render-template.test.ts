import { describe, expect, it } from 'vitest'
import { renderTemplate } from '../../src/compile/render-template.ts'
import { contextOf, macrosOf, render } from './harness.ts'

type Case = readonly [template: string, output: string]

const COPIED: readonly string[] = [
  '',
  'select 1',
  "select '{', \"}\" from t -- {{ref \"x\"}} it's\n/* {{#if}} {{{{ */ where a = '{%'",
  'a\r\nb\rc\u2028d\0e',
  '-- {{ open\nselect {a} }} 1',
]

describe('renderTemplate() of text', () => {
  it.each(COPIED)('copies %j byte for byte', text => expect(render(text).text).toBe(text))

  it('copies comments beside mustaches as they are written', () => {
    const text = '-- {{ref "gone"}}\r\nselect /*+ hint {{x */ {{1}}, \'-- {{2}}\' \u2028'
    expect(render(text).text).toBe('-- {{ref "gone"}}\r\nselect /*+ hint {{x */ 1, \'-- 2\' \u2028')
  })
})

const BUILT_INS: readonly Case[] = [
  ['{{ref "orders"}}', '<ref.orders>'],
  ["{{source 'core' 'orders'}}", '<source.core.orders>'],
  ['a{{config materialized="table" tags=(list "x")}}b', 'ab'],
  ['{{config}}', ''],
  ['{{var "as_of"}}', '2026-02-14T00:00:00Z'],
  ['{{var "gone" "there"}} {{var "gone" default=1.10}}', 'there 1.10'],
  ['{{var "threshold"}}', '5'],
  ['{{env "HOME_TOWN"}} {{env "GONE" "x"}}', 'Paris x'],
  ['{{this}}', '"public"."me"'],
  ['{{#each (list 1 2) as |x|}}{{this}}{{/each}}', '"public"."me""public"."me"'],
  ['{{target.name}}/{{target.schema}}', 'local/public'],
  ['{{is_incremental}}', 'false'],
  [
    `{{literal "it's"}} {{literal 1.10}} {{literal true}} {{literal null}}`,
    "'it''s' 1.10 true null",
  ],
  ['{{literal (list "a" 1 null)}} {{literal (list)}}', "'a', 1, null null"],
  ['{{literal (var "names")}}', "'a', 'b'"],
  ['{{ident "a b"}} {{ident "q\\"q"}} {{ident (list "a" "b")}}', '"a b" "q""q" "a", "b"'],
  ['{{1.10}} {{"text"}} {{-5}} {{true}}', '1.10 text -5 true'],
  ['{{#let (dict a=1 b=(dict c="x")) as |d|}}{{d.a}}{{d.b.c}}{{/let}}', '1x'],
  ['{{#let (list "a" "b") as |l|}}{{l.[1]}}{{l.[0]}}{{/let}}', 'ba'],
  ['{{#let (var "rates") as |r|}}{{r.low}}{{/let}}', '0.1'],
  ['{{{"<"}}}{{&"\'"}}', "<'"],
  [
    '{{eq 1 1.0}} {{eq "a" "b"}} {{eq null null}} {{eq null "x"}} {{eq true true}}',
    'true false true false true',
  ],
  ['{{ne 1 2}} {{ne "a" "a"}}', 'true false'],
  ['{{lt 2 10}} {{lt "2" "10"}} {{gt 3 2.5}} {{gt "b" "a"}}', 'true false true true'],
  ['{{and true 1}} {{and 0 (ref "x")}}', '1 0'],
  ['{{or "" "b"}} {{or false 0}}', 'b 0'],
  ['{{not ""}} {{not (list 1)}}', 'true false'],
]

describe('renderTemplate() of built-ins', () => {
  it.each(BUILT_INS)('prints for %s: %s', (text, output) => {
    expect(render(text).text).toBe(output)
  })

  it('prints no comments of Handlebars', () => {
    expect(render('a{{! b }}c{{!-- {{d}} --}}e').text).toBe('ace')
  })
})

const BLOCKS: readonly Case[] = [
  ['{{#if true}}a{{else}}b{{/if}}', 'a'],
  ['{{#if 0}}a{{else if ""}}b{{else if (list)}}c{{else}}d{{/if}}', 'd'],
  ['{{#if null}}a{{/if}}', ''],
  ['{{#if "0"}}a{{/if}}', 'a'],
  ['{{^if true}}a{{else}}b{{/if}}', 'b'],
  ['{{#unless false}}a{{else}}b{{/unless}}', 'a'],
  [
    '{{#each (list "a" "b" "c") as |x i|}}{{i}}{{x}}{{#unless @last}},{{/unless}}{{/each}}',
    '0a,1b,2c',
  ],
  ['{{#each (list 1 2) as |x|}}{{@first}}{{@index}}{{@last}} {{/each}}', 'true0false false1true '],
  ['{{#each (dict a=1 b=2) as |v k|}}{{k}}{{v}}{{@key}} {{/each}}', 'a1a b2b '],
  ['{{#each (list) as |x|}}a{{else}}none{{/each}}', 'none'],
  [
    '{{#each (list 1 2) as |x|}}{{#each (list 3 4) as |y|}}{{x}}{{y}}{{@index}} {{/each}}{{/each}}',
    '130 141 230 241 ',
  ],
  ['{{#let 1.10 "b" as |x y|}}{{x}}{{y}}{{/let}}', '1.10b'],
  ['{{#let 1 as |x|}}{{#let 2 as |x|}}{{x}}{{/let}}{{x}}{{/let}}', '21'],
  ['{{{{raw}}}} {{x}} \\{{ {{{{/raw}}}}', ' {{x}} \\{{ '],
  ["'\\{{1,2},{3,4}}' {{1}}", "'{{1,2},{3,4}}' 1"],
  ['\\\\{{1}}', '\\1'],
]

describe('renderTemplate() of blocks', () => {
  it.each(BLOCKS)('prints for %s: %s', (text, output) => expect(render(text).text).toBe(output))
})

// What Handlebars itself prints for these, with ignoreStandalone.
const WHITESPACE: readonly Case[] = [
  ['a {{~1~}} b', 'a1b'],
  ['a\n{{#if true}}\nb\n{{/if}}\nc', 'a\n\nb\n\nc'],
  ['a {{~#if true~}} b {{~else~}} c {{~/if~}} d', 'abd'],
  ['a {{#if false~}} b {{~else}} c {{~/if}} d', 'a  c d'],
  ['a {{!-- x --~}} b', 'a b'],
  ['a \u00a0\t{{~1}}', 'a1'],
]

describe('renderTemplate() of whitespace control', () => {
  it.each(WHITESPACE)('prints for %j: %j', (text, output) => {
    expect(render(text).text).toBe(output)
  })
})

describe('renderTemplate()', () => {
  it('renders both values of is_incremental', () => {
    const text = '{{#if is_incremental}}new{{else}}all{{/if}}'
    expect(render(text, { isIncremental: true }).text).toBe('new')
    expect(render(text, { isIncremental: false }).text).toBe('all')
  })

  it('renders a definition with ids for relations and a placeholder for as_of', () => {
    const text =
      '{{#if (gt (var "as_of") "2026")}}a{{else}}b{{/if}} from {{ref "x"}} {{var "as_of"}}'
    const { text: definition } = render(text, {
      relation: id => `"${id}"`,
      vars: { as_of: ':as_of' },
    })
    expect(definition).toBe('a from "ref.x" :as_of')
  })

  it('resolves a reference with its place', () => {
    const seen: unknown[] = []
    const resolveReference = (...found: unknown[]) => String(seen.push(found))
    render('select\n  {{source "a" "b"}}', { resolveReference })
    const place = { file: 'models/m.sql', line: 2, column: 12, length: 7 }
    expect(seen).toEqual([['source', ['a', 'b'], place]])
  })

  it('records what it used, with what its macros used', () => {
    const macros = macrosOf([
      `{{#macro "outer" as |x|}}{{inner}}{{x}}{{/macro}}
       {{#macro "inner"}}{{var "threshold"}}{{env "E" ""}}{{#if is_incremental}}{{/if}}{{/macro}}`,
    ])
    const { used } = render('{{outer "a"}}{{#if false}}{{target.name}}{{/if}}', { macros })
    expect(used).toEqual({
      vars: ['threshold'],
      env: ['E'],
      macros: ['outer', 'inner'],
      target: false,
      isIncremental: true,
    })
    expect(render('{{target.name}}').used.target).toBe(true)
  })

  it('reports errors of a text that is no file where the text stands', () => {
    const at = { file: 'project.yml', line: 7, column: 3 }
    const hook = { path: 'on_run_start', text: 'analyze {{gone}}', at }
    expect(() => renderTemplate(hook, contextOf())).toThrow(
      expect.objectContaining({ code: 'M1207', place: at }),
    )
  })

  it('never prints what an object inherits', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      for (const text of [
        `{{${name}}}`,
        `{{target.${name}}}`,
        `{{var "${name}"}}`,
        `{{env "${name}"}}`,
      ])
        expect(() => render(text)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^M12/) }),
        )
    }
  })
})

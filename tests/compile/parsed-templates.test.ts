/** Syntax trees from the cache render as parsed ones do. */
import { describe, expect, it } from 'vitest'
import { parseTemplate } from '../../src/compile/parse.ts'
import { templateParser } from '../../src/compile/parsed-templates.ts'
import { renderTemplate } from '../../src/compile/render-template.ts'
import type { ContentCache } from '../../src/util/content-cache.ts'
import { contextOf, macrosOf, template } from './harness.ts'

/** Values live as JSON, as they do in the file. */
function jsonCache(): ContentCache & { readonly kept: ReadonlyMap<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    get: <T>(kind: string, hash: string) => {
      const text = kept.get(`${kind} ${hash}`)
      return text === undefined ? undefined : (JSON.parse(text) as T)
    },
    set: (kind, hash, value) => void kept.set(`${kind} ${hash}`, JSON.stringify(value)),
  }
}

const TEMPLATES = [
  'select 1',
  'select {{ref "a"}}.x, {{source "b" "c"}}, 1.10',
  'select {{scaled 1.10 by=2.50}}, {{scaled -3}}, {{scaled "x"}}',
  'select {{#each names as |name|}}{{sql name}}{{#unless @last}}, {{/unless}}{{/each}}',
  'select {{#if (gt threshold 4.50)}}1{{else}}2{{/if}}{{!-- why --}}, {{#if nothing}}3{{/if}}',
  'select {{{{raw}}}}{{left}}{{{{/raw}}}}, \'{{env "HOME_TOWN" default=null}}\', {{true}}',
  '{{#if is_incremental}}where a > 1{{~/if}}  \n\n -- ü😀 {{ref "not here"}}\n',
]

const macros = macrosOf(['{{#macro "scaled" by=1.00 as |n|}}{{n}} * {{by}}{{/macro}}'])

describe('templateParser()', () => {
  it.each(TEMPLATES)('gives a stored tree that renders as the parsed one: %s', text => {
    const cache = jsonCache()
    const rendered = (parse: typeof parseTemplate) => {
      const context = contextOf({ macros, parse, vars: { ...contextOf().vars } })
      try {
        return renderTemplate(template(text), context)
      } catch (error) {
        return String(error)
      }
    }
    const first = rendered(templateParser(cache))
    expect(cache.kept.size).toBeGreaterThan(0)
    const before = [...cache.kept]
    expect(rendered(templateParser(cache))).toEqual(first)
    expect([...cache.kept]).toEqual(before)
    expect(rendered(parseTemplate)).toEqual(first)
  })

  it('stores nothing of a template that cannot be parsed, and says so each time', () => {
    const cache = jsonCache()
    const broken = template('select {{ref "a"')
    for (const parse of [templateParser(cache), templateParser(cache)])
      expect(() => parse(broken)).toThrow('{{')
    expect(cache.kept.size).toBe(0)
  })
})

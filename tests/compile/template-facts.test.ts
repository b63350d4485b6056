import { deserialize, serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { extractFacts, factsOfText } from '../../src/compile/template-facts.ts'
import type { ContentCache } from '../../src/util/content-cache.ts'
import { memoryCache } from '../../src/util/content-cache.ts'
import { sha256 } from '../../src/util/hash.ts'
import { template } from './harness.ts'

const MODEL = `{{config materialized="table" tags=(list "daily" 2) meta=(dict owner="ops" on=true none=null)}}
-- {{ref "in_a_comment"}}
select {{wilson_low (ref "a") z=(var "z")}}, '{{env "REGION" "eu"}}'
from {{source "core" "orders"}}
{{#if is_incremental}}where at > {{var "as_of"}} and {{shared_condition}}{{/if}}
{{#each (list 1) as |x|}}{{x}}{{literal this}}{{x.y}}{{@first}}{{/each}}`

function factsOf(text: string, cache: ContentCache = memoryCache()) {
  return extractFacts({ ...template(text), hash: sha256(text) }, cache)
}

describe('extractFacts()', () => {
  it('finds references, macros, vars, environment and config without rendering', () => {
    const facts = factsOf(MODEL)
    expect(facts.references).toEqual([
      {
        kind: 'ref',
        names: ['a'],
        place: { file: 'models/m.sql', line: 3, column: 26, length: 3 },
      },
      {
        kind: 'source',
        names: ['core', 'orders'],
        place: { file: 'models/m.sql', line: 4, column: 15, length: 15 },
      },
    ])
    expect(facts.macros).toEqual(['wilson_low', 'shared_condition'])
    expect(facts.macroPlaces['shared_condition']).toEqual({
      file: 'models/m.sql',
      line: 5,
      column: 56,
      length: 16,
    })
    expect(facts.vars).toEqual(['z', 'as_of'])
    expect(facts.env).toEqual(['REGION'])
    expect(facts.config).toEqual({
      materialized: 'table',
      tags: ['daily', 2],
      meta: { owner: 'ops', on: true, none: null },
    })
    expect(facts.configPlaces['tags']).toEqual({
      file: 'models/m.sql',
      line: 1,
      column: 31,
      length: 21,
    })
  })

  it('finds references in both branches of a condition', () => {
    const { references } = factsOf('{{#if true}}{{ref "a"}}{{else}}{{ref "b"}}{{/if}}')
    expect(references.map(({ names }) => names[0])).toEqual(['a', 'b'])
  })

  it('takes an unchanged text from the cache, with the path of each file', () => {
    const stored = new Map<string, Buffer>()
    const cache: ContentCache = {
      get: <T>(kind: string, hash: string) => {
        const bytes = stored.get(kind + hash)
        return bytes && (deserialize(bytes) as T)
      },
      set: (kind, hash, value) => void stored.set(kind + hash, serialize(value)),
    }
    const first = factsOf(MODEL, cache)
    const again = factsOf(MODEL, cache)
    expect(again).toEqual(first)
    expect(stored.size).toBe(1)
    expect([...stored.values()][0]!.length).toBeLessThan(MODEL.length * 2)
    const moved = extractFacts({ path: 'x/y.sql', text: MODEL, hash: sha256(MODEL) }, cache)
    expect(moved.references[0]!.place.file).toBe('x/y.sql')
  })
})

describe('factsOfText()', () => {
  it('places what it finds where the text stands', () => {
    const at = { file: 'project.yml', line: 9, column: 5 }
    const facts = factsOfText({ path: 'hook', text: 'grant on {{ref "a"}}', at })
    expect(facts.references).toEqual([{ kind: 'ref', names: ['a'], place: at }])
  })
})

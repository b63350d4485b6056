import { CORE_SCHEMA, load, mergeTag } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { ModelError } from '../../src/errors/model-error.ts'
import { parseYaml } from '../../src/project/yaml-document.ts'

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['scalars', 'a: 1\nb: -2.5\nc: .5\nd: 1e3\ne: true\nf: null\ng: ~\nh:\ni: yes\nj: 2026-01-01\n'],
  ['quotes', `a: "x\\ty"\nb: 'it''s'\nc: "1"\nd: '~'\n`],
  ['blocks of text', 'a: |\n  one\n  two\nb: >-\n  one\n  two\n'],
  ['flow', '{a: [1, two, {b: 3}], c: {d: [], e: {}}}\n'],
  ['lists of mappings', '- name: x\n  tests:\n    - unique\n    - values: [1]\n- name: y\n'],
  ['anchors and merges', 'base: &b {x: 1, y: 2}\nover: {<<: *b, y: 3}\nlist: [*b, *b]\n'],
  ['many anchors', 'a: &a {x: 1}\nb: &b {y: 2}\nc: {<<: [*a, *b], z: 3}\n'],
  ['comments', '# first\na: 1 # one\n\n# last\n'],
  ['numbers as keys', '1: one\ntrue: two\n'],
]

describe('parseYaml()', () => {
  it.each(TEXTS)('reads %s as js-yaml does', (_name, text) => {
    const expected = load(text, { schema: CORE_SCHEMA.withTags(mergeTag) })
    expect(parseYaml('f.yml', text).value).toEqual(expected)
  })

  it('gives no value for an empty file', () => {
    expect(parseYaml('f.yml', '# nothing\n').value).toBeUndefined()
  })

  it('knows the place of a key, a value, an item and the deepest part that exists', () => {
    const document = parseYaml('f.yml', 'models:\n  - name: orders\n    tests: ["unique", other]\n')
    const at = (path: (string | number)[], part?: 'key' | 'value') => {
      const { line, column, length } = document.pathPlace(path, part)
      return [line, column, length]
    }
    expect(at(['models', 0, 'name'])).toEqual([2, 5, 4])
    expect(at(['models', 0, 'name'], 'value')).toEqual([2, 11, 6])
    expect(at(['models', 0, 'tests', 0])).toEqual([3, 13, 8])
    expect(at(['models', 0, 'tests', 1])).toEqual([3, 23, 5])
    expect(at(['models', 0, 'columns', 3])).toEqual([2, 5, 4])
  })

  it.each([
    ['a key twice', 'a: 1\na: 2\n', '2:1'],
    ['an unclosed list', 'a: [1\nb: 2\n', '2:1'],
    ['an alias without an anchor', 'a: *nobody\n', '1:5'],
    ['several documents', 'a: 1\n---\nb: 2\n', '1:1'],
    ['a tab as indentation', 'a:\n\tb: 1\n', '2:1'],
    ['a list as a key', '? [a]\n: 1\n', '1:3'],
  ])('refuses %s at its place', (_name, text, at) => {
    let error: unknown
    try {
      parseYaml('f.yml', text)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(ModelError)
    const { code, place } = error as ModelError
    expect([code, `${place?.line}:${place?.column}`]).toEqual(['M1002', at])
  })
})

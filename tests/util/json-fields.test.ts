/** Fields of JSON objects as text. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonFields } from '../../src/util/json-fields.ts'

it('jsonFields() keeps every digit, and both fields of one name', () => {
  const text =
    ' { "a" : 9223372036854775806, "b":1.50 ,"a":[{"x":"},]"}] , "c\\"\\\\" : "\\",: }", "d":{}, "e" : null } '
  expect(jsonFields(text)).toEqual([
    ['a', '9223372036854775806'],
    ['b', '1.50'],
    ['a', '[{"x":"},]"}]'],
    ['c"\\', '"\\",: }"'],
    ['d', '{}'],
    ['e', 'null'],
  ])
  expect(jsonFields('{}')).toEqual([])
})

it('jsonFields() finds what JSON.parse() finds in any object', () => {
  const any = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true })
  fc.assert(
    fc.property(any, fc.constantFrom(undefined, 1, '\t'), (object, space) => {
      const text = JSON.stringify(object, undefined, space)
      const found = jsonFields(text).map(([name, json]) => [name, JSON.parse(json)])
      expect(found).toEqual(Object.entries(JSON.parse(text)))
    }),
  )
})

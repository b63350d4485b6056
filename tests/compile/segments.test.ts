import { describe, expect, it } from 'vitest'
import { mapOffset } from '../../src/compile/map-offset.ts'
import { renderTemplate } from '../../src/compile/render-template.ts'
import { injectCtes } from '../../src/compile/segments.ts'
import { contextOf, render } from './harness.ts'

/** Where the source says the output's `text` is from: `line:column`. */
function where(rendered: ReturnType<typeof render>, text: string): string | undefined {
  const place = mapOffset(rendered, rendered.text.indexOf(text))
  return place && `${place.file}:${place.line}:${place.column}`
}

describe('mapOffset()', () => {
  const rendered = render(
    'select a,\n  {{literal "x"}} as b,\n{{#if true}}\n  c {{~/if}}\nfrom {{ref "t"}} t, d',
  )

  it.each([
    ['select', 'models/m.sql:1:1'],
    ["'x'", 'models/m.sql:2:3'],
    ['as b', 'models/m.sql:2:19'],
    ['c\n', 'models/m.sql:4:3'],
    ['<ref.t>', 'models/m.sql:5:6'],
    ['.t>', 'models/m.sql:5:6'],
    ['d', 'models/m.sql:5:21'],
  ])('leads from %j to %s', (text, place) => {
    const at = text === 'd' ? rendered.text.length - 1 : rendered.text.indexOf(text)
    const found = mapOffset(rendered, at)!
    expect(`${found.file}:${found.line}:${found.column}`).toBe(place)
  })

  it('knows no place in an empty rendering', () => {
    expect(mapOffset(render(''), 0)).toBeUndefined()
  })
})

describe('injectCtes()', () => {
  const ephemeral = renderTemplate(
    { path: 'models/e.sql', text: 'select 1 as one\nfrom {{ref "x"}} -- end' },
    contextOf(),
  )
  const ctes = [
    { name: '"__e"', sql: ephemeral },
    { name: '"__f"', sql: render('select 2') },
  ]
  const cases: readonly (readonly [string, string])[] = [
    [
      '-- note\nselect *\nfrom "__e"',
      '-- note\nwith "__e" as (\nE\n), "__f" as (\nselect 2\n)\nselect *\nfrom "__e"',
    ],
    [
      'with a as (select 3)\nselect *',
      'with "__e" as (\nE\n), "__f" as (\nselect 2\n), a as (select 3)\nselect *',
    ],
    [
      'WITH RECURSIVE a as (x) select *',
      'WITH RECURSIVE "__e" as (\nE\n), "__f" as (\nselect 2\n), a as (x) select *',
    ],
  ]

  it.each(cases)('puts them before %j', (text, expected) => {
    const joined = injectCtes(render(text), ctes)
    expect(joined.text).toBe(expected.replace('\nE\n', `\n${ephemeral.text}\n`))
    expect(where(joined, 'select *')).toBe(where(render(text), 'select *'))
    expect(where(joined, 'one')).toBe('models/e.sql:1:13')
    expect(where(joined, '<ref.x>')).toBe('models/e.sql:2:6')
  })

  it('changes nothing when there are none', () => {
    const rendered = render('select 1')
    expect(injectCtes(rendered, [])).toBe(rendered)
  })

  it('keeps what all of them used', () => {
    const used = render('{{var "threshold"}}')
    expect(injectCtes(render('select 1'), [{ name: 'a', sql: used }]).used.vars).toEqual([
      'threshold',
    ])
  })
})

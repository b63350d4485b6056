import fc from 'fast-check'
import Handlebars from 'handlebars'
import { describe, expect, it } from 'vitest'
import { mapOffset } from '../../src/compile/map-offset.ts'
import { maskForParser } from '../../src/compile/mask.ts'
import { parseTemplate } from '../../src/compile/parse.ts'
import { ModelError } from '../../src/errors/model-error.ts'
import { render, template } from './harness.ts'

const PIECES = [
  ...[
    '{{',
    '}}',
    '{{{',
    '}}}',
    '{{{{raw}}}}',
    '{{{{/raw}}}}',
    '\\',
    '\\{{',
    '{',
    '}',
    '~',
    '{%',
    '%}',
  ],
  ...[
    '{{#if true}}',
    '{{#if (eq 1 2)}}',
    '{{else}}',
    '{{else if 1}}',
    '{{/if}}',
    '{{^}}',
    '{{~/if~}}',
  ],
  ...[
    '{{#each (list "a" 1) as |x i|}}',
    '{{x}}',
    '{{@index}}',
    '{{/each}}',
    '{{#let 1 as |y|}}',
    '{{/let}}',
  ],
  ...[
    '{{ref "a"}}',
    '{{source "a" "b"}}',
    '{{config a=1}}',
    '{{var "as_of"}}',
    '{{this}}',
    '{{env "X"}}',
  ],
  ...[
    '{{!-- c --}}',
    '{{! c }}',
    '{{> p}}',
    '{{literal "it\'s"}}',
    '{{1.10}}',
    '{{surrogate_key (list "a")}}',
  ],
  ...[
    '--',
    '/*',
    '*/',
    "'",
    '"',
    '$$',
    '$a$',
    '\n',
    '\r\n',
    '\r',
    '\u2028',
    '\0',
    ' ',
    'select 1',
    '(',
    ')',
    '[',
    ']',
    '|',
  ],
]

const templates = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 4 })),
    {
      maxLength: 14,
    },
  )
  .map(parts => parts.join(''))

/** Blocks that nest properly, so that most of them render. */
const wellFormed = fc.letrec<{ node: string; body: string }>(tie => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'a',
      ' ',
      '\n',
      "'x'",
      '-- {{no}}\n',
      '/* {{ */',
      '\r\n',
      '\u2028',
      '{{1}}',
      '{{~2}}',
      '{{3~}}',
      '{{! c }}',
      '{{!--\n--}}',
      '\\{{x',
    ),
    tie('body').map(body => `{{#if true}}${body}{{else}}${body}{{/if}}`),
    tie('body').map(body => `{{#unless true~}}${body}{{~/unless}}`),
    tie('body').map(body => `{{#each (list\n1 2) as |x|}}${body}{{x}}{{~/each~}}`),
  ),
  body: fc.array(tie('node'), { maxLength: 5 }).map(nodes => nodes.join('')),
})).body

function expectPlaceInside(text: string, error: unknown): void {
  if (!(error instanceof ModelError)) throw error
  const lines = text.split('\n')
  const { line, column, length = 1 } = error.place!
  expect(line).toBeGreaterThanOrEqual(1)
  expect(line).toBeLessThanOrEqual(lines.length)
  expect(column).toBeGreaterThanOrEqual(1)
  expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1)
  expect(length).toBeGreaterThanOrEqual(1)
  expect(error.message).not.toMatch(/undefined|\[object/)
}

describe('renderTemplate()', () => {
  it('renders any text or refuses it with a code and a place inside the file', () => {
    fc.assert(
      fc.property(templates, text => {
        try {
          render(text)
        } catch (error) {
          expectPlaceInside(text, error)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('gives SQL without mustaches back byte for byte', () => {
    const sql = fc.array(
      fc.oneof(
        fc.constantFrom(...`' " $$ -- /* */ \\ \n \r\n } }} { ; select E'`.split(' ')),
        fc.string(),
      ),
    )
    fc.assert(
      fc.property(sql, parts => {
        const text = parts
          .join(' ')
          .replaceAll('{{', '{ ')
          .replace(/\{[%#{]/g, '{ ')
        expect(render(text).text).toBe(text)
      }),
    )
  })

  it('keeps whitespace as Handlebars does, and maps copied text to itself', () => {
    fc.assert(
      fc.property(wellFormed, text => {
        const rendered = render(text)
        expect(rendered.text).toBe(byHandlebars(text))
        const copied = rendered.segments.filter(segment => segment.verbatim)
        const sources = copied.map(({ offset }) => text[mapOffset(rendered, offset)!.offset])
        expect(sources).toEqual(copied.map(({ offset }) => rendered.text[offset]))
      }),
      { numRuns: 100 },
    )
  })

  it('finds every node where the text has it', () => {
    fc.assert(
      fc.property(wellFormed, text => {
        const check = (nodes: ReturnType<typeof parseTemplate>['body']): void => {
          for (const node of nodes) {
            if (node.kind !== 'text')
              expect(text.slice(node.start, node.end)).toMatch(/^\{\{[\s\S]*\}\}$/)
            if (node.kind === 'block') check([...node.body, ...node.otherwise])
          }
        }
        check(parseTemplate(template(text)).body)
      }),
      { numRuns: 100 },
    )
  })
})

// Handlebars looks literals up as names; ours prints them.
const helpers = {
  list: (...items: unknown[]) => items.slice(0, -1),
  ...Object.fromEntries(['1', '2', '3'].map(number => [number, () => number])),
}

/** What Handlebars' own runtime makes of it, with braces in comments as a character that SQL does not have. */
function byHandlebars(text: string): string {
  const masked = maskForParser(text)
  const isBrace = (index: number) => text[index] === '{' && masked[index] !== '{'
  const marked = [...text].map((character, index) => (isBrace(index) ? '\ue000' : character))
  const compiled = Handlebars.compile(marked.join(''), { ignoreStandalone: true, noEscape: true })
  return compiled({}, { helpers }).replaceAll('\ue000', '{')
}

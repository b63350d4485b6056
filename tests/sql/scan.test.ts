import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scan } from '../../src/sql/scan.ts'

/** `kind:text` of each token but space. */
function tokens(text: string, mustaches = false): readonly string[] {
  return scan(text, { mustaches })
    .filter(token => token.kind !== 'space')
    .map(token => `${token.kind}:${text.slice(token.start, token.end)}`)
}

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['select a', ['word:select', 'word:a']],
  ["'it''s' x", ["string:'it''s'", 'word:x']],
  [String.raw`E'a\'b' 'c\'`, [String.raw`string:E'a\'b'`, String.raw`string:'c\'`]],
  [`U&'d' u&"e" n'x'`, [`string:U&'d'`, `quoted_identifier:u&"e"`, `string:n'x'`]],
  ['"a""b"."c"', ['quoted_identifier:"a""b"', 'punctuation:.', 'quoted_identifier:"c"']],
  ['$$a $b$ c$$ d', ['dollar_string:$$a $b$ c$$', 'word:d']],
  ['$x$ $$ $x$ $1', ['dollar_string:$x$ $$ $x$', 'parameter:$1']],
  ['a$b$c', ['word:a$b$c']],
  ["-- it's\nx", ["line_comment:-- it's", 'word:x']],
  ['a--b', ['word:a', 'line_comment:--b']],
  ['/* a /* b */ c */ d', ['block_comment:/* a /* b */ c */', 'word:d']],
  ['/*/ a */ b', ['block_comment:/*/ a */', 'word:b']],
  [
    '1 1.5 .5 1e-3 0xFF 1_000',
    ['number:1', 'number:1.5', 'number:.5', 'number:1e-3', 'number:0xFF', 'number:1_000'],
  ],
  ['a::int', ['word:a', 'punctuation:::', 'word:int']],
  ['a<=b->>c', ['word:a', 'operator:<=', 'word:b', 'operator:->>', 'word:c']],
  ['a*/*x*/b', ['word:a', 'operator:*', 'block_comment:/*x*/', 'word:b']],
  ['größe été', ['word:größe', 'word:été']],
  ['{{a}}', ['punctuation:{', 'punctuation:{', 'word:a', 'punctuation:}', 'punctuation:}']],
  ["'open", ["string:'open"]],
  ['/* open', ['block_comment:/* open']],
]

const TEMPLATES: readonly (readonly [string, readonly string[]])[] = [
  ['a {{b "}}" }} c', ['word:a', 'mustache:{{b "}}" }}', 'word:c']],
  [`'x {{y 'it'}} z' w`, ["string:'x ", "mustache:{{y 'it'}}", "string: z'", 'word:w']],
  ['$${{y}}$$ w', ['dollar_string:$$', 'mustache:{{y}}', 'dollar_string:$$', 'word:w']],
  ['"t_{{y}}"', ['quoted_identifier:"t_', 'mustache:{{y}}', 'quoted_identifier:"']],
  ['-- {{a}}\nb', ['line_comment:-- {{a}}', 'word:b']],
  ['{{a "--"}} b', ['mustache:{{a "--"}}', 'word:b']],
  ['{{!-- {{a}} -- }} --}} b', ['mustache:{{!-- {{a}} -- }} --}}', 'word:b']],
  ['{{! a "}} b', ['mustache:{{! a "}}', 'word:b']],
  ['{{{a}}} b', ['mustache:{{{a}}}', 'word:b']],
  ['{{{{raw}}}} -- {{a}}{{{{/raw}}}} b', ['raw_block:{{{{raw}}}} -- {{a}}{{{{/raw}}}}', 'word:b']],
  [
    String.raw`\{{a}} b`,
    ['punctuation:\\', 'punctuation:{{', 'word:a', 'punctuation:}', 'punctuation:}', 'word:b'],
  ],
  [String.raw`\\{{a}} b`, ['punctuation:\\', 'punctuation:\\', 'mustache:{{a}}', 'word:b']],
  [String.raw`E'\{{a}}' b`, [String.raw`string:E'\{{a}}'`, 'word:b']],
  ['{{a', ['mustache:{{a']],
]

describe('scan() of SQL', () => {
  it.each(CASES)('reads %s', (text, expected) => expect(tokens(text)).toEqual(expected))
})

describe('scan() of templates', () => {
  it.each(TEMPLATES)('reads %s', (text, expected) => expect(tokens(text, true)).toEqual(expected))
})

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...`' " $ $$ $a$ - -- /* */ { {{ }} {{{{ \\ \n \r ; : . E' U&" 1.5 {{!-- --}} x `.split(' '),
    ),
    fc.string({ maxLength: 3 }),
  ),
)

describe('scan()', () => {
  it('loses nothing of any text', () => {
    fc.assert(
      fc.property(pieces, fc.boolean(), (parts, mustaches) => {
        const text = parts.join('')
        const found = scan(text, { mustaches })
        expect(found.map(token => text.slice(token.start, token.end)).join('')).toBe(text)
        for (const token of found) expect(token.end).toBeGreaterThan(token.start)
      }),
      { numRuns: 500 },
    )
  })

  // In time that grows with the square of the text this would outlast the test's limit.
  it('comes to the end of long texts that never close what they open', () => {
    for (const piece of ["'", '{{', '{{{', '{{{{a}}}}', '/*', '$a$', '{{"', '{{[', '-', '\\{{'])
      expect(scan(piece.repeat(20_000), { mustaches: true }).length).toBeGreaterThan(0)
  })
})

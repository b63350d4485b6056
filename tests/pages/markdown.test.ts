import { describe, expect, it } from 'vitest'
import { markdown, markdownLine } from '../../src/pages/markdown.ts'

describe('markdown()', () => {
  it.each([
    ['<script>alert(1)</script>'],
    ['<img src=x onerror=alert(1)>'],
    ['a <b onclick=alert(1)>b</b>'],
    ['<svg/onload=alert(1)>'],
    ['`<script>`'],
    ['```html\n<script>alert(1)</script>\n```'],
    ['# <script>'],
    ['[<img src=x onerror=alert(1)>](https://example.com)'],
    ['| <script> |\n|---|\n| <img onerror=alert(1)> |'],
    ['![x](https://example.com/a.png"onerror="alert(1))'],
  ])('%s is text, never a tag of its own', text => {
    expect(markdown(text)).not.toMatch(/<(script|img|svg|b )/i)
    expect(markdownLine(text)).not.toMatch(/<(script|img|svg|b )/i)
  })

  it.each([
    ['javascript:alert(1)'],
    ['JaVaScRiPt:alert(1)'],
    ['java&#10;script:alert(1)'],
    ['&#106;avascript:alert(1)'],
    ['data:text/html,<script>alert(1)</script>'],
    ['vbscript:x'],
    ['file:///etc/passwd'],
    ['//elsewhere.example'],
    ['%20javascript:alert(1)'],
    ['https:elsewhere'],
  ])('[x](%s) is no link', url => {
    expect(markdown(`[x](${url})`)).not.toContain('<a ')
    expect(markdown(`[x](<${url}>)`)).not.toContain('<a ')
    expect(markdown(`<${url}>`)).not.toContain('<a ')
  })

  it.each([
    ['https://example.com/a?b=c'],
    ['http://example.com'],
    ['mailto:someone@example.com'],
    ['/models'],
    ['other.md#part'],
    ['#part'],
    // Encoded it is a path here, never a host elsewhere.
    ['\\\\elsewhere.example'],
  ])('[x](%s) is a link that tells nobody where it came from', url => {
    expect(markdown(`[x](${url})`)).toContain('rel="noopener noreferrer nofollow">x</a>')
  })

  it('puts headings below those of the page, and nothing for nothing', () => {
    expect(markdown('# One\n\n### Three')).toBe('<h4>One</h4>\n<h6>Three</h6>\n')
    expect(markdown(' \n')).toBe('')
    expect(markdownLine('first *one*\n\nsecond')).toBe('first <em>one</em>')
  })
})

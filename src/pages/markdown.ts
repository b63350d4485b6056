/**
 * Descriptions, which anybody may have written: Markdown without HTML. What looks like a tag is shown as text, links go
 * to http, https, mail or within the site, and images are text, so that a description makes no browser ask elsewhere.
 */
import MarkdownIt from 'markdown-it'

type Renderer = ReturnType<typeof MarkdownIt>

let renderer: Renderer | undefined

/** HTML of a Markdown text, safe to put into a page as it is. */
export function markdown(text: string): string {
  if (text.trim() === '') return ''
  renderer ??= makeRenderer()
  return renderer.render(text)
}

/** HTML of its first paragraph, for lists; without the paragraph around it. */
export function markdownLine(text: string): string {
  renderer ??= makeRenderer()
  return renderer.renderInline(text.trim().split(/\n\s*\n/)[0]!)
}

/** Addresses that a description may link to: those named, and relative ones. */
function isAllowed(url: string): boolean {
  const bare = [...url].filter(letter => letter > ' ').join('')
  if (/^[\\/]{2}/.test(bare)) return false
  return /^(https?:\/\/|mailto:)/i.test(bare) || !/^[^/?#]*:/.test(bare)
}

function makeRenderer(): Renderer {
  const made = new MarkdownIt({ html: false, linkify: false, typographer: false })
  made.validateLink = isAllowed
  made.disable('image')
  const { rules } = made.renderer
  rules['link_open'] = (tokens, at, options, _env, self) => {
    tokens[at]!.attrSet('rel', 'noopener noreferrer nofollow')
    return self.renderToken(tokens, at, options)
  }
  // A heading of a description stands below those of its page.
  for (const rule of ['heading_open', 'heading_close'])
    rules[rule] = (tokens, at, options, _env, self) => {
      const token = tokens[at]!
      token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 3)}`
      return self.renderToken(tokens, at, options)
    }
  return made
}

/**
 * Syntax trees of templates, each parsed once: Handlebars takes longer for a template than rendering does, and a tree is
 * plain data that depends on nothing but the text, so the next process finds it in the cache.
 */
import type { ContentCache } from '../util/content-cache.ts'
import { sha256 } from '../util/hash.ts'
import type { TemplateText } from './facts.ts'
import { parseTemplate } from './parse.ts'
import type { Template } from './syntax.ts'

/** Counts up with every change of the tree's form, and of what parsing refuses. */
export const SYNTAX_KIND = 'template-syntax-1'

/** Parses a template. @throws ModelError with the place of the first thing that cannot be read. */
export type ParseTemplate = (source: TemplateText) => Template

/** A parser that remembers: while a text object lives its tree, and in the cache the tree of each text. */
export function templateParser(cache: ContentCache): ParseTemplate {
  const parsed = new WeakMap<TemplateText, Template>()
  return source => {
    const known = parsed.get(source)
    if (known !== undefined) return known
    const key = sha256(source.text)
    const body = cache.get<Template['body']>(SYNTAX_KIND, key)
    const template = body === undefined ? parseTemplate(source) : { source, body }
    if (body === undefined) cache.set(SYNTAX_KIND, key, template.body)
    parsed.set(source, template)
    return template
  }
}

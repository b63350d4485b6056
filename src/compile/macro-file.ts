/** The declarations of one macro file: `{{#macro}}` and `{{#test}}` blocks, and nothing beside them. */
import { modelError } from '../errors/model-error.ts'
import { isSignificant, scan } from '../sql/scan.ts'
import type { ContentCache } from '../util/content-cache.ts'
import type { Value } from '../util/value.ts'
import { literalValue } from './config-value.ts'
import type { MacroDefinition, TemplateText } from './facts.ts'
import { isBuiltIn } from './names.ts'
import { parseTemplate } from './parse.ts'
import { type BlockNode, type Expression, placeOf, type Span, type TemplateNode } from './syntax.ts'
import { attachFacts, collectFacts, type StoredFacts } from './template-facts.ts'

/** A declaration without its file, as the cache keeps it. */
interface StoredMacro {
  readonly kind: 'macro' | 'test'
  readonly name: string
  readonly adapter?: string
  readonly parameters: readonly string[]
  readonly defaults: Readonly<Record<string, Value>>
  readonly start: number
  readonly end: number
  readonly facts: StoredFacts
}

const CACHE_KIND = 'macro-file-1'

/** Reads a macro file. @throws ModelError for the first thing in it that is no proper declaration. */
export function readMacroFile(
  file: TemplateText & { readonly hash: string },
  cache: ContentCache,
  { standard }: { readonly standard: boolean } = { standard: false },
): readonly MacroDefinition[] {
  const source: TemplateText = { path: file.path, text: file.text }
  let stored = cache.get<readonly StoredMacro[]>(CACHE_KIND, file.hash)
  if (!stored) {
    stored = parseTemplate(source).body.flatMap(node => declarations(source, node))
    cache.set(CACHE_KIND, file.hash, stored)
  }
  return stored.map(macro => attachMacro(source, macro, standard))
}

function attachMacro(
  source: TemplateText,
  { start, end, facts, ...macro }: StoredMacro,
  standard: boolean,
): MacroDefinition {
  const firstLine = source.text.slice(start, end).split('\n', 1)[0]!
  return {
    ...macro,
    path: source.path,
    language: 'hbs',
    standard,
    source,
    offset: start,
    facts: { ...attachFacts(source, facts), text: source.text.slice(start, end) },
    place: placeOf(source, { start, end: start + firstLine.length }),
  }
}

function declarations(source: TemplateText, node: TemplateNode): readonly StoredMacro[] {
  if (node.kind === 'block' && (node.name === 'macro' || node.name === 'test'))
    return [declaration(source, node, node.name)]
  const stray = node.kind === 'text' ? strayText(source, node) : node
  if (!stray) return []
  const found = source.text.slice(stray.start, Math.min(stray.end, stray.start + 40)).trim()
  throw modelError('M1305', { found: `"${found}"` }, { place: placeOf(source, stray) })
}

/** The first thing in a text that is no space and no comment. */
function strayText(source: TemplateText, { start, end }: Span): Span | undefined {
  const text = source.text.slice(start, end)
  const token = scan(text, { mustaches: false }).find(isSignificant)
  return token && { start: start + token.start, end }
}

function declaration(source: TemplateText, block: BlockNode, kind: 'macro' | 'test'): StoredMacro {
  const refuse = (problem: string, span: Span = block.head) =>
    modelError('M1306', { kind, problem }, { place: placeOf(source, span) })
  const [first, second] = block.positional
  const name = textOf(first)
  if (name === undefined || second) throw refuse('needs one name, as text', second ?? first)
  if (!/^[A-Za-z_][\w-]*$/.test(name))
    throw refuse(`has the name "${name}", which no call can have`)
  if (isBuiltIn(name)) throw modelError('M1302', { name }, { place: placeOf(source, first!) })
  if (block.otherwise.length > 0) throw refuse('has an {{else}}')
  if (kind === 'test' && block.parameters.length === 0)
    throw refuse('must name the model it tests: as |model|')
  const { adapter, ...defaults } = namedLiterals(block, refuse)
  if (adapter !== undefined && typeof adapter !== 'string')
    throw refuse('has an adapter that is no text')
  const { parameters } = block
  refuseParameters([...parameters, ...Object.keys(defaults)], refuse)
  const all = [...parameters, ...Object.keys(defaults)]
  return {
    kind,
    name,
    ...(adapter !== undefined && { adapter }),
    parameters,
    defaults,
    start: block.start,
    end: block.end,
    facts: collectFacts(source, block.body, { parameters: all }),
  }
}

function namedLiterals(
  block: BlockNode,
  refuse: (problem: string, span?: Span) => Error,
): Record<string, Value> {
  return Object.fromEntries(
    block.named.map(({ key, value }) => {
      const literal = literalValue(value)
      if (literal === undefined) throw refuse(`has a computed value for ${key}`, value)
      return [key, literal]
    }),
  )
}

function refuseParameters(names: readonly string[], refuse: (problem: string) => Error): void {
  for (const [index, name] of names.entries()) {
    if (isBuiltIn(name)) throw refuse(`has a parameter named like the built-in ${name}`)
    if (names.indexOf(name) < index) throw refuse(`names the parameter ${name} twice`)
  }
}

function textOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'literal' && typeof expression.value === 'string'
    ? expression.value
    : undefined
}

/** What a template refers to and configures, read from its syntax tree; cached by content, so that an unchanged file is never parsed. */
import { modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import type { ContentCache } from '../util/content-cache.ts'
import type { Value } from '../util/value.ts'
import { literalValue } from './config-value.ts'
import type { EndpointFacts, TemplateFacts, TemplateText } from './facts.ts'
import { isBuiltIn, isFunction } from './names.ts'
import { parseTemplate } from './parse.ts'
import {
  type CallExpression,
  type Expression,
  type PathExpression,
  placeOf,
  type Span,
  type TemplateNode,
} from './syntax.ts'
import { readParameters, type UnplacedParameter } from './written-parameters.ts'

/** Line, column and length: a place without its file, for files of equal content. */
export type Spot = readonly [line: number, column: number, length: number]

/** A reference of a template, as it is cached. */
export type StoredReference = readonly ['ref' | 'source', readonly string[], Spot]

/** Config that a template sets, as it is cached. */
export type StoredConfig = Readonly<Record<string, readonly [Value, Spot]>>

/**
 * Facts without the path and the text of the file. Ten thousand of these are read at every start, so what is empty is
 * left out.
 */
export interface StoredFacts {
  readonly references?: readonly StoredReference[]
  readonly macros?: Readonly<Record<string, Spot>>
  readonly vars?: readonly string[]
  readonly env?: readonly string[]
  readonly config?: StoredConfig
  readonly endpoint?: {
    readonly parameters: readonly (readonly [
      name: string,
      kind: string,
      words: readonly Value[],
      options: Readonly<Record<string, Value>>,
      spot: Spot,
    ])[]
    readonly uses: Readonly<Record<string, Spot>>
  }
}

const CACHE_KIND = 'template-facts-3'

/** Facts of a template file. @throws ModelError when it cannot be read. */
export function extractFacts(
  file: TemplateText & { readonly hash: string },
  cache: ContentCache,
): TemplateFacts {
  let stored = cache.get<StoredFacts>(CACHE_KIND, file.hash)
  if (!stored) {
    stored = collectFacts(file, parseTemplate(file).body)
    cache.set(CACHE_KIND, file.hash, stored)
  }
  return attachFacts({ path: file.path, text: file.text }, stored)
}

/** Facts of a text that is no file: a hook, an inline query. */
export function factsOfText(source: TemplateText): TemplateFacts {
  return attachFacts(source, collectFacts(source, parseTemplate(source).body))
}

/** Facts with their file. Ten thousand of these are made at every start, so what is empty is shared. */
export function attachFacts(source: TemplateText, stored: StoredFacts): TemplateFacts {
  const place = ([line, column, length]: Spot): Place =>
    source.at ?? { file: source.path, line, column, length }
  const { references, macros, config, endpoint, vars = NONE, env = NONE } = stored
  const facts: TemplateFacts = {
    path: source.path,
    text: source.text,
    references:
      references?.map(([kind, names, spot]) => ({ kind, names, place: place(spot) })) ?? NONE,
    macros: macros === undefined ? NONE : Object.keys(macros),
    macroPlaces: mapValues(macros, place),
    vars,
    env,
    config: mapValues(config, ([value]) => value),
    configPlaces: mapValues(config, ([, spot]) => place(spot)),
  }
  if (source.at === undefined && endpoint === undefined) return facts
  return {
    ...facts,
    ...(source.at && { at: source.at }),
    ...(endpoint && { endpoint: attachEndpoint(endpoint, place) }),
  }
}

function attachEndpoint(
  { parameters, uses }: NonNullable<StoredFacts['endpoint']>,
  place: (spot: Spot) => Place,
): EndpointFacts {
  return {
    parameters: parameters.map(([name, kind, words, options, spot]) => ({
      name,
      kind,
      words,
      options,
      place: place(spot),
    })),
    uses: mapValues(uses, place),
  }
}

const NONE: readonly never[] = Object.freeze([])
const NOTHING: Readonly<Record<string, never>> = Object.freeze({})

function mapValues<V, W>(
  record: Readonly<Record<string, V>> | undefined,
  map: (value: V) => W,
): Readonly<Record<string, W>> {
  if (record === undefined) return NOTHING
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}

/** Collects the facts of some nodes. `macro`: they are the body of one, with these parameters. */
export function collectFacts(
  source: TemplateText,
  nodes: readonly TemplateNode[],
  macro?: { readonly parameters: readonly string[] },
): StoredFacts {
  const collector = new FactsCollector(source, macro !== undefined)
  collector.nodes(nodes, new Set(macro?.parameters), macro ? 'a macro' : undefined)
  return collector.stored()
}

/** Gathers facts while the tree of one template is walked. */
class FactsCollector {
  readonly #source: TemplateText
  readonly #references: [kind: 'ref' | 'source', names: readonly string[], spot: Spot][] = []
  readonly #macros = new Map<string, Spot>()
  readonly #vars = new Set<string>()
  readonly #env = new Set<string>()
  readonly #config = new Map<string, [Value, Spot]>()
  readonly #parameters: UnplacedParameter[] = []
  readonly #uses = new Map<string, Spot>()
  readonly #inMacro: boolean

  constructor(source: TemplateText, inMacro: boolean) {
    this.#source = source
    this.#inMacro = inMacro
  }

  stored(): StoredFacts {
    return {
      ...(this.#references.length > 0 && { references: this.#references }),
      ...(this.#macros.size > 0 && { macros: Object.fromEntries(this.#macros) }),
      ...(this.#vars.size > 0 && { vars: [...this.#vars] }),
      ...(this.#env.size > 0 && { env: [...this.#env] }),
      ...(this.#config.size > 0 && { config: Object.fromEntries(this.#config) }),
      ...this.#endpoint(),
    }
  }

  #endpoint(): Pick<StoredFacts, 'endpoint'> {
    if (this.#parameters.length === 0 && this.#uses.size === 0) return {}
    const parameters = this.#parameters.map(
      ({ name, kind, words, options, span }) =>
        [name, kind, words, options, this.#spot(span)] as const,
    )
    return { endpoint: { parameters, uses: Object.fromEntries(this.#uses) } }
  }

  /** `within`: why config may not stand here. */
  nodes(nodes: readonly TemplateNode[], scope: ReadonlySet<string>, within?: string): void {
    for (const node of nodes) {
      if (node.kind === 'output') {
        const { expression } = node
        const name = expression.kind === 'call' && within === undefined ? expression.name : ''
        if (name === 'config') this.#configure(expression as CallExpression)
        else if (name === 'params')
          this.#parameters.push(...readParameters(this.#source, expression as CallExpression))
        else this.#expression(expression, scope, { within })
      } else if (node.kind === 'block') {
        const holder = node.name === 'let' ? undefined : `{{#${node.name}}}`
        for (const expression of argumentsOf(node)) this.#expression(expression, scope, { holder })
        const inner = new Set([...scope, ...node.parameters])
        this.nodes(node.body, inner, within ?? `the block {{#${node.name}}}`)
        this.nodes(node.otherwise, scope, within ?? `the block {{#${node.name}}}`)
      }
    }
  }

  /** `holder`: what would look at the value of a parameter, which is known to nobody before the request. */
  #expression(
    expression: Expression,
    scope: ReadonlySet<string>,
    {
      within,
      holder,
    }: { readonly within?: string | undefined; readonly holder?: string | undefined } = {},
  ): void {
    if (expression.kind === 'path') this.#path(expression, scope)
    if (expression.kind !== 'call') return
    if (expression.name === 'param') this.#use(expression, holder)
    else this.#call(expression, scope, within)
    const inner = isFunction(expression.name) ? `(${expression.name} ...)` : undefined
    for (const argument of argumentsOf(expression))
      this.#expression(argument, scope, { holder: inner })
  }

  #use(call: CallExpression, holder: string | undefined): void {
    const name = call.positional[0]?.kind === 'literal' ? call.positional[0].value : undefined
    // Wrong arguments are said when it is rendered.
    if (typeof name !== 'string') return
    const refuse = (problem: string) =>
      modelError('M1603', { name, problem }, { place: placeOf(this.#source, call) })
    if (this.#inMacro) throw refuse('stands in a macro; give it to the macro as an argument')
    if (holder !== undefined)
      throw refuse(`stands in ${holder}, which cannot know what a request will say`)
    if (!this.#uses.has(name)) this.#uses.set(name, this.#spot(call.positional[0]!))
  }

  #path({ loop, head, start, end }: PathExpression, scope: ReadonlySet<string>): void {
    if (!loop && !scope.has(head)) this.#mention(head, { start, end })
  }

  #call(call: CallExpression, scope: ReadonlySet<string>, within = 'another call'): void {
    const { name } = call
    if (name === 'ref' || name === 'source') this.#reference(name, call)
    else if (name === 'var') addLiteral(this.#vars, call)
    else if (name === 'env') addLiteral(this.#env, call)
    else if (name === 'params')
      throw modelError(
        'M1602',
        { problem: `stands in ${within}` },
        { place: placeOf(this.#source, call) },
      )
    else if (name === 'config') throw this.#configError(`stands in ${within}`, call)
    else if (!scope.has(name)) this.#mention(name, call)
  }

  #reference(kind: 'ref' | 'source', call: CallExpression): void {
    const names: string[] = []
    for (const argument of call.positional) {
      if (argument.kind !== 'literal' || typeof argument.value !== 'string')
        throw modelError(
          'M1214',
          { call: kind, argument: this.#source.text.slice(argument.start, argument.end) },
          { place: placeOf(this.#source, argument) },
        )
      names.push(argument.value)
    }
    const [first, last] = [call.positional[0], call.positional.at(-1)]
    // Wrong numbers of arguments are said when it is rendered; here they are no reference.
    if (!first || !last || names.length !== (kind === 'ref' ? 1 : 2)) return
    this.#references.push([kind, names, this.#spot({ start: first.start, end: last.end })])
  }

  #configure(call: CallExpression): void {
    if (call.positional.length > 0)
      throw this.#configError('takes key=value pairs alone', call.positional[0]!)
    for (const { key, value, start, end } of call.named) {
      if (this.#config.has(key)) throw this.#configError(`has the key ${key} twice`, { start, end })
      const literal = literalValue(value)
      if (literal === undefined)
        throw this.#configError(`has a computed value for ${key}; it must be literal`, value)
      this.#config.set(key, [literal, this.#spot({ start, end })])
    }
  }

  #configError(problem: string, span: Span) {
    return modelError('M1215', { problem }, { place: placeOf(this.#source, span) })
  }

  #mention(name: string, span: Span): void {
    if (isBuiltIn(name) || this.#macros.has(name)) return
    this.#macros.set(name, this.#spot({ start: span.start, end: span.start + name.length }))
  }

  #spot(span: Span): Spot {
    const { line, column, length } = placeOf(this.#source, span)
    return [line, column, length ?? 1]
  }
}

function argumentsOf(call: {
  readonly positional: readonly Expression[]
  readonly named: readonly { readonly value: Expression }[]
}): readonly Expression[] {
  return [...call.positional, ...call.named.map(argument => argument.value)]
}

function addLiteral(names: Set<string>, call: CallExpression): void {
  const name = call.positional[0]
  if (name?.kind === 'literal' && typeof name.value === 'string') names.add(name.value)
}

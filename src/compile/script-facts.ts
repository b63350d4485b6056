/**
 * What a TypeScript model reads and configures, and what a module imports: from the syntax tree, without running either;
 * cached by content, so that an unchanged file needs no parser.
 */
import type { Expression, ObjectExpression, Statement } from '@babel/types'
import { modelError } from '../errors/model-error.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { sha256 } from '../util/hash.ts'
import { nearest } from '../util/nearest.ts'
import type { Value } from '../util/value.ts'
import type { TemplateText } from './facts.ts'
import { checkInputs, readReferences } from './script-literals.ts'
import {
  codeOf,
  type Located,
  literalIn,
  nameOf,
  parseScript,
  placeIn,
  type Script,
  unwrapped,
} from './script-syntax.ts'
import type { Spot, StoredConfig, StoredFacts } from './template-facts.ts'

/** Plain data: cached. */
export interface StoredScript {
  /** Refs and config, as a template has them. */
  readonly facts: StoredFacts
  readonly inputs: readonly (readonly [path: string, spot: Spot])[]
  /** Where rows() stands; of a module nowhere. */
  readonly rows?: Spot
  /** Where the schemas of columns stand, as far as they are written out in one object. */
  readonly schemas?: readonly (readonly [column: string, spot: Spot])[]
  /** Relative modules that it imports. */
  readonly imports: readonly (readonly [specifier: string, spot: Spot])[]
  /** Digest of its code without comments, layout and config. */
  readonly code: string
  /** Every name and text in it: a var counts as used where its name stands. */
  readonly names: readonly string[]
}

/** A text with the hash of its content. */
export type HashedText = TemplateText & { readonly hash: string }

const MODEL_KIND = 'script-model-3'
const MODULE_KIND = 'script-module-3'
const PROPERTIES = ['refs', 'inputs', 'config', 'columns', 'rows']

/** Facts of a model. @throws ModelError M3301 to M3304. */
export function modelScript(file: HashedText, cache: ContentCache): StoredScript {
  return remembered(file, { cache, kind: MODEL_KIND }, script => readModel(file, script))
}

/** Facts of a module that a model imports. @throws ModelError M3301. */
export function moduleScript(file: HashedText, cache: ContentCache): StoredScript {
  const nothing: StoredFacts = {}
  return remembered(file, { cache, kind: MODULE_KIND }, script => ({
    facts: nothing,
    inputs: [],
    ...readCode(file, script, []),
  }))
}

function remembered(
  file: HashedText,
  { cache, kind }: { readonly cache: ContentCache; readonly kind: string },
  read: (script: Script) => StoredScript,
): StoredScript {
  const known = cache.get<StoredScript>(kind, file.hash)
  if (known !== undefined) return known
  const found = read(parseScript(file))
  cache.set(kind, file.hash, found)
  return found
}

function readModel(file: TemplateText, script: Script): StoredScript {
  const object = modelObject(file, script)
  const properties = propertiesOf(file, object)
  const value = (name: string): Expression | undefined => {
    const property = properties.get(name)
    if (property === undefined) return undefined
    if (property.type === 'ObjectProperty') return property.value as Expression
    throw modelError(
      'M3303',
      { key: name, found: 'a function' },
      { place: placeIn(file, property) },
    )
  }
  const [refs, inputs, config] = [value('refs'), value('inputs'), value('config')]
  const leftOut = config === undefined ? [] : [config]
  return {
    facts: {
      references: refs === undefined ? [] : readReferences(file, refs),
      macros: {},
      vars: [],
      env: [],
      config: config === undefined ? {} : readConfig(file, config),
    },
    inputs: inputs === undefined ? [] : checkInputs(file, inputs),
    rows: spotOf(file, properties.get('rows')!),
    schemas: schemaSpots(file, properties.get('columns')!),
    ...readCode(file, script, leftOut),
  }
}

function readCode(
  file: TemplateText,
  script: Script,
  leftOut: readonly Located[],
): Pick<StoredScript, 'imports' | 'code' | 'names'> {
  return {
    imports: relativeImports(file, script),
    code: sha256(codeOf(file, script, leftOut)),
    names: namesIn(script),
  }
}

/** The object that defineModel is given, or that stands in its place. */
function modelObject(file: TemplateText, script: Script): ObjectExpression {
  const body = script.program.body
  const exported = body.find(statement => statement.type === 'ExportDefaultDeclaration')
  const refuse = (problem: string, node?: Located) => {
    const place = node ? placeIn(file, node) : { file: file.path, line: 1, column: 1 }
    return modelError('M3302', { file: file.path, problem }, { place })
  }
  if (exported === undefined) throw refuse('it has no export default')
  const { declaration } = exported
  const given = resolved(body, declaration as Expression)
  const call = given.type === 'CallExpression' ? given : undefined
  const isDefine = call?.callee.type === 'Identifier' && call.callee.name === 'defineModel'
  if (call === undefined || !isDefine)
    throw refuse('its export default is no call of defineModel', declaration)
  const [argument] = call.arguments
  const object = argument && resolved(body, argument as Expression)
  if (object?.type !== 'ObjectExpression' || call.arguments.length !== 1)
    throw refuse('defineModel is not given one object literal', call)
  return object
}

/** A constant of the file's own is looked up: `const model = defineModel({...}); export default model`. */
function resolved(body: readonly Statement[], given: Expression): Expression {
  const node = unwrapped(given)
  if (node.type !== 'Identifier') return node
  for (const statement of body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declared?.type !== 'VariableDeclaration' || declared.kind !== 'const') continue
    for (const { id, init } of declared.declarations)
      if (id.type === 'Identifier' && id.name === node.name && init) return unwrapped(init)
  }
  return node
}

type Property = ObjectExpression['properties'][number]

function propertiesOf(file: TemplateText, object: ObjectExpression): Map<string, Property> {
  const found = new Map<string, Property>()
  for (const property of object.properties) {
    const name = property.type === 'SpreadElement' ? undefined : nameOf(property)
    const place = placeIn(file, property)
    if (name === undefined)
      throw modelError(
        'M3304',
        { key: 'A spread or computed key', problem: 'is no property of a model' },
        { place },
      )
    if (!PROPERTIES.includes(name)) {
      const problem = 'is no property of a model'
      throw modelError(
        'M3304',
        { key: name, problem, nearest: nearest(name, PROPERTIES) },
        { place },
      )
    }
    found.set(name, property)
  }
  for (const key of ['columns', 'rows'])
    if (!found.has(key))
      throw modelError('M3304', { key, problem: 'is missing' }, { place: placeIn(file, object) })
  return found
}

/** The name of a property, not all that it holds. */
function spotOf(file: TemplateText, property: Property): Spot {
  const { line, column, length } = placeIn(file, 'key' in property ? property.key : property)
  return [line, column, length ?? 1]
}

/** `columns: z.object({ ... })`; schemas that are put together elsewhere have no place. */
function schemaSpots(file: TemplateText, property: Property): StoredScript['schemas'] {
  const made =
    property.type === 'ObjectProperty' ? unwrapped(property.value as Expression) : undefined
  const [shape] = made?.type === 'CallExpression' ? made.arguments : []
  if (shape?.type !== 'ObjectExpression') return []
  return shape.properties.flatMap(each => {
    const name = each.type === 'SpreadElement' ? undefined : nameOf(each)
    return name === undefined ? [] : [[name, spotOf(file, each)] as const]
  })
}

function readConfig(file: TemplateText, given: Expression): StoredConfig {
  const node = unwrapped(given)
  const config: Record<string, readonly [Value, Spot]> = {}
  const values = literalIn(file, node, 'config')
  if (node.type !== 'ObjectExpression')
    throw modelError(
      'M3303',
      { key: 'config', found: 'no mapping' },
      { place: placeIn(file, node) },
    )
  for (const property of node.properties) {
    const name = property.type === 'ObjectProperty' ? nameOf(property)! : ''
    const { line, column, length } = placeIn(file, property)
    config[name] = [(values as Record<string, Value>)[name]!, [line, column, length ?? 1]]
  }
  return config
}

function relativeImports(file: TemplateText, script: Script): StoredScript['imports'] {
  return [...staticImports(file, script), ...dynamicImports(file, script)]
}

interface Token extends Located {
  readonly value?: unknown
}

/** `import('./x.ts')`, found among the tokens; a path that is put together at run time is not known. */
function dynamicImports(file: TemplateText, script: Script): StoredScript['imports'] {
  const tokens = ((script.tokens ?? []) as readonly Token[]).filter(
    ({ type }) => type !== 'CommentLine' && type !== 'CommentBlock',
  )
  return tokens.flatMap((token, at) => {
    const [bracket, path] = tokens.slice(at + 1, at + 3)
    if (token.value !== 'import' || file.text[bracket?.start ?? -1] !== '(') return []
    if (typeof path?.value !== 'string' || !/^\.\.?\//.test(path.value)) return []
    const { line, column, length } = placeIn(file, path)
    return [[path.value, [line, column, length ?? 1]] as const]
  })
}

function staticImports(file: TemplateText, script: Script): StoredScript['imports'] {
  return script.program.body.flatMap(statement => {
    const source = 'source' in statement ? statement.source : undefined
    if (source?.type !== 'StringLiteral' || !source.value.startsWith('.')) return []
    const isType = 'importKind' in statement && statement.importKind === 'type'
    if (isType || ('exportKind' in statement && statement.exportKind === 'type')) return []
    const { line, column, length } = placeIn(file, source)
    return [[source.value, [line, column, length ?? 1]] as const]
  })
}

function namesIn(script: Script): readonly string[] {
  const names = new Set<string>()
  for (const token of (script.tokens ?? []) as readonly { readonly value?: unknown }[])
    if (typeof token.value === 'string' && /^[A-Za-z_][\w.-]{0,62}$/.test(token.value))
      names.add(token.value)
  return names.has('vars') || names.has('asOf') ? [...names] : []
}

/** Checks a generic test's arguments against its signature and resolves the references among them. */
import { modelError } from '../errors/model-error.ts'
import type { TestDeclaration } from '../project/types.ts'
import { nearest } from '../util/nearest.ts'
import type { Value } from '../util/value.ts'
import type { Compilation } from './compile-context.ts'
import type { MacroDefinition } from './facts.ts'
import type { ModelNode, SeedNode, SourceNode } from './manifest.ts'
import { findReference, parseReference } from './references.ts'
import { parentsOf, parentsOfTexts, union } from './resolve-parents.ts'
import { BUILT_IN_TESTS, type TestSignature } from './test-signatures.ts'

/** What is known of a test's arguments once they were checked. */
export interface CheckedArguments {
  readonly builtIn: boolean
  /** Ids by the name of the argument. */
  readonly references: Readonly<Record<string, string>>
  /** What the test reads beside: through its macro, and in texts with mustaches. */
  readonly parents: readonly string[]
}

interface Declared {
  readonly target: ModelNode | SeedNode | SourceNode
  readonly declaration: TestDeclaration
  readonly column: string | undefined
}

/** A test by its name: the project's own, or one of the tool's. */
interface KnownTest {
  readonly own: MacroDefinition | undefined
  readonly signature: TestSignature
  readonly takesNothing: boolean
}

/** Checks declarations one by one; what is known of each test is looked up once. */
export function testArgumentChecker(
  compilation: Compilation,
): (declared: Declared) => CheckedArguments | undefined {
  const known = new Map<string, KnownTest | undefined>()
  return declared => {
    const { test, config, arguments: given } = declared.declaration
    const found = known.get(test) ?? findTest(compilation, test)
    known.set(test, found)
    if (found === undefined) return reportUnknownTest(compilation, declared)
    const isPlain = isEmpty(given) && isEmpty(config) && declared.column !== undefined
    if (isPlain && found.takesNothing) return PLAIN
    return checkArguments(compilation, found, declared)
  }
}

const PLAIN: CheckedArguments = Object.freeze({ builtIn: true, references: {}, parents: [] })

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
  for (const _key in record) return false
  return true
}

function findTest({ macros, project }: Compilation, test: string): KnownTest | undefined {
  const own = macros.findTest(test, project.target.adapter)
  const signature = own ? signatureOfMacro(own) : signatureOf(test)
  if (signature === undefined) return undefined
  const { required, anyOf, column } = signature
  const takesNothing = !own && required.length === 0 && !anyOf && column === 'required'
  return { own, signature, takesNothing }
}

/** What is known of a declaration's arguments; `undefined` when it cannot be used, which was reported then. */
function checkArguments(
  compilation: Compilation,
  { own, signature }: KnownTest,
  declared: Declared,
): CheckedArguments | undefined {
  if (!checkNames(compilation, signature, declared)) return undefined
  const references = resolveArguments(compilation, signature, declared)
  if (references === undefined) return undefined
  return {
    builtIn: own === undefined,
    references,
    parents: union(
      own ? parentsOf(compilation, own.facts) : NONE,
      readByTexts(compilation, declared),
    ),
  }
}

const NONE: readonly never[] = Object.freeze([])

function signatureOf(test: string): TestSignature | undefined {
  return Object.hasOwn(BUILT_IN_TESTS, test) ? BUILT_IN_TESTS[test] : undefined
}

/** `model` is what the test is declared on, and `column` (or dbt's `column_name`) its column. */
function signatureOfMacro({ parameters, defaults }: MacroDefinition): TestSignature {
  const wantsColumn = parameters.some(isColumn)
  return {
    required: parameters.filter(name => name !== 'model' && !isColumn(name)),
    optional: Object.keys(defaults).filter(name => name !== 'model' && !isColumn(name)),
    references: [],
    column: wantsColumn ? 'required' : 'optional',
  }
}

const isColumn = (name: string) => name === 'column' || name === 'column_name'

function reportUnknownTest(
  { macros, project, problems }: Compilation,
  { declaration: { test, place } }: Declared,
): undefined {
  const known = Object.keys(BUILT_IN_TESTS)
  const { adapter } = project.target
  const own = macros.all
    .filter(macro => macro.kind === 'test' && macros.findTest(macro.name, adapter) === macro)
    .map(macro => macro.name)
  const plain = test.slice(test.lastIndexOf('.') + 1)
  const near = nearest(plain, [...known, ...own])
  problems.add(modelError('M3106', { test, known, near }, { place }))
  return undefined
}

function checkNames(
  { problems }: Compilation,
  signature: TestSignature,
  { declaration, column, target }: Declared,
): boolean {
  const { test, place, arguments: given } = declaration
  const known = [...signature.required, ...signature.optional]
  const before = problems.list.length
  if (signature.column === 'required' && column === undefined)
    problems.add(modelError('M3105', { test, node: target.name }, { place }))
  for (const argument in given) {
    if (known.includes(argument)) continue
    if (argument === 'column_name' && signature.column !== 'none') continue
    const near = nearest(argument, known)
    problems.add(modelError('M3104', { test, argument, known, near }, { place }))
  }
  for (const argument of missing(signature, given))
    problems.add(modelError('M3102', { test, argument }, { place }))
  return problems.list.length === before
}

function missing(
  { required, anyOf }: TestSignature,
  given: Readonly<Record<string, Value>>,
): readonly string[] {
  const absent = (name: string) => given[name] === undefined || given[name] === null
  const lacking = required.filter(absent)
  return anyOf?.every(absent) ? [...lacking, anyOf.join('` or `')] : lacking
}

/** Ids of the nodes that arguments name; `undefined` when one of them names nothing. */
function resolveArguments(
  compilation: Compilation,
  signature: TestSignature,
  { declaration: { test, place, arguments: given } }: Declared,
): Readonly<Record<string, string>> | undefined {
  let references: Record<string, string> | undefined
  for (const argument in given) {
    const value = given[argument]!
    const mustRefer = signature.references.includes(argument)
    if (typeof value !== 'string') {
      if (!mustRefer) continue
      const fields = { test, argument, expected: "ref('name')", found: JSON.stringify(value) }
      compilation.problems.add(modelError('M3103', fields, { place }))
      return undefined
    }
    const reference =
      parseReference(value) ?? (mustRefer ? bareName(compilation, value) : undefined)
    if (reference === undefined) continue
    const found = findReference(compilation, reference, place)
    if (typeof found !== 'string') {
      compilation.problems.add(found)
      return undefined
    }
    references ??= {}
    references[argument] = found
  }
  return references ?? NOTHING
}

const NOTHING: Readonly<Record<string, string>> = Object.freeze({})

/** `to: orders` is a model or seed; `to: core.orders` a source. */
function bareName({ sources }: Compilation, text: string) {
  const name = text.trim()
  if (!sources.has(name)) return { kind: 'ref' as const, names: [name] }
  const dot = name.indexOf('.')
  return { kind: 'source' as const, names: [name.slice(0, dot), name.slice(dot + 1)] }
}

/** Nodes named in `where` and in arguments that are templates of their own, such as `expression`. */
function readByTexts(compilation: Compilation, { declaration }: Declared): readonly string[] {
  const { arguments: given, config, place } = declaration
  const texts: string[] = []
  for (const value of [...Object.values(given), config['where']])
    if (typeof value === 'string' && value.includes('{{') && parseReference(value) === undefined)
      texts.push(value)
  if (texts.length === 0) return NONE
  return parentsOfTexts(compilation, texts, { path: place.file, at: place })
}

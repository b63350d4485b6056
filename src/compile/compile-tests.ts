/** Test declarations and singular test files -> nodes. Arguments are checked here, so that a mistake shows at once. */
import { modelError } from '../errors/model-error.ts'
import type { ColumnDeclaration, TemplateFile, TestDeclaration } from '../project/types.ts'
import {
  type Compilation,
  foldersBelow,
  foldersOfFile,
  fqnOf,
  refuseParameters,
  startOf,
  templateConfig,
} from './compile-context.ts'
import type { ModelNode, SeedNode, SourceNode, TestConfig, TestNode } from './manifest.ts'
import { configByFolder, isMapping, mergeConfig, type RawConfig, textList } from './merge-config.ts'
import { testConfigs } from './node-config.ts'
import { genericTestName, nodeId, shortTestName, tenHexDigits } from './node-ids.ts'
import { parentsOf, parentsOfTexts, union } from './resolve-parents.ts'
import { extractFacts } from './template-facts.ts'
import { type CheckedArguments, testArgumentChecker } from './test-arguments.ts'

type Target = ModelNode | SeedNode | SourceNode

interface TestContext {
  readonly compilation: Compilation
  readonly configOf: (folders: string, name: string) => RawConfig
  readonly makeConfig: (raw: RawConfig) => TestConfig
  readonly foldersOf: (file: string) => string
  readonly check: ReturnType<typeof testArgumentChecker>
}

/** Adds all tests: generic ones in the order of what they test, then singular ones. */
export function compileTests(compilation: Compilation): void {
  const { project } = compilation
  const context: TestContext = {
    compilation,
    configOf: configByFolder(project.configs.tests),
    makeConfig: testConfigs(),
    foldersOf: remembered(file => foldersOfFile(project, file)),
    check: testArgumentChecker(compilation),
  }
  for (const entry of project.properties) {
    if (entry.kind === 'test') continue
    const target = compilation.nodes.get(nodeId(entry.kind, project.name, entry.name))
    if (target?.kind === 'model' || target?.kind === 'seed') addGenericTests(context, target, entry)
  }
  for (const source of project.sources) {
    const id = nodeId('source', project.name, `${source.sourceName}.${source.name}`)
    const target = compilation.nodes.get(id)
    if (target?.kind === 'source') addGenericTests(context, target, source)
  }
  for (const file of project.templates)
    if (file.kind === 'test' && file.language === 'sql') addSingularTest(context, file)
}

function remembered(compute: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>()
  return key => {
    const value = known.get(key) ?? compute(key)
    known.set(key, value)
    return value
  }
}

function addGenericTests(
  context: TestContext,
  target: Target,
  declared: {
    readonly tests: readonly TestDeclaration[]
    readonly columns: readonly ColumnDeclaration[]
  },
): void {
  const alone = [target.id]
  for (const test of declared.tests) addGenericTest(context, { target, alone, test })
  for (const column of declared.columns)
    for (const test of column.tests) addGenericTest(context, { target, alone, test, column })
}

/** The ids that a test reads; tests that read only their target share the list. */
function readBy({ alone }: Placed, { references, parents }: CheckedArguments) {
  const others = Object.values(references)
  return others.length + parents.length === 0 ? alone : union(alone, others, parents)
}

interface Placed {
  readonly target: Target
  /** A list of the target's id. */
  readonly alone: readonly string[]
  readonly test: TestDeclaration
  readonly column?: ColumnDeclaration
}

function addGenericTest(context: TestContext, placed: Placed): void {
  const { compilation } = context
  const { target, test } = placed
  const given = test.arguments['column_name']
  const column = placed.column?.name ?? (typeof given === 'string' ? given : undefined)
  const checked = context.check({ target, declaration: test, column })
  if (checked === undefined) return
  const onSource = target.kind === 'source'
  const named = {
    test: test.test,
    target: onSource ? `${target.sourceName}_${target.name}` : target.name,
    onSource,
    column,
    arguments: test.arguments,
  }
  const name = test.name ?? genericTestName(named)
  const folders = context.foldersOf(test.place.file)
  const raw = mergeConfig(context.configOf(folders, name), withColumnTags(placed))
  const config = context.makeConfig(raw)
  const own = test.name === undefined ? '' : target.id
  const identity = `${test.test} ${column} ${own}${printed(test.arguments)}`
  const id = nodeId('test', compilation.project.name, `${name}.${tenHexDigits(identity)}`)
  if (!config.enabled) {
    compilation.disabled.push(id)
    return
  }
  add(compilation, {
    kind: 'test',
    id,
    name,
    alias: aliasOf(config) ?? (test.name === undefined ? shortTestName(name, named) : name),
    path: test.place.file,
    fqn: fqnOf(compilation.project.name, folders, name),
    description: test.description,
    tags: textList(raw['tags']),
    meta: isMapping(raw['meta']) ? raw['meta'] : NOTHING,
    dependsOn: readBy(placed, checked),
    place: test.place,
    config,
    definition: {
      kind: 'generic',
      test: test.test,
      attachedTo: target.id,
      column,
      declaration: test,
      references: checked.references,
      builtIn: checked.builtIn,
    },
  })
}

const NOTHING = Object.freeze({})

function printed(given: TestDeclaration['arguments']): string {
  for (const _argument in given) return JSON.stringify(given)
  return ''
}

function aliasOf(config: TestConfig): string | undefined {
  const alias = config.raw['alias']
  return typeof alias === 'string' ? alias : undefined
}

/** Tests of a column have the tags of the column, as in dbt. */
function withColumnTags({ column, test }: Placed): RawConfig {
  if (!column || column.tags.length === 0) return test.config
  return mergeConfig({ tags: column.tags }, test.config)
}

function add({ nodes, problems }: Compilation, node: TestNode): void {
  const first = nodes.get(node.id)
  if (first === undefined) nodes.set(node.id, Object.freeze(node))
  else {
    const fields = { name: node.name, id: node.id, first: `${first.path}:${first.place.line}` }
    problems.add(modelError('M1408', fields, { place: node.place }))
  }
}

function addSingularTest(context: TestContext, file: TemplateFile): void {
  const { compilation, configOf, makeConfig } = context
  const { project, cache, problems, nodes, disabled } = compilation
  const facts = problems.attempt(() => extractFacts(file, cache))
  if (facts === undefined) return
  refuseParameters(facts, problems)
  const entry = compilation.properties.test.get(file.name)
  const folders = foldersBelow(file.path, file.root)
  const declared = mergeConfig(configOf(folders, file.name), entry?.config ?? {})
  const config = makeConfig(mergeConfig(declared, templateConfig('tests', facts, problems)))
  const id = nodeId('test', project.name, file.name)
  const first = nodes.get(id)
  if (first) {
    const fields = { kind: 'test', name: file.name, first: first.path }
    problems.add(modelError('M1405', fields, { place: startOf(file.path) }))
    return
  }
  if (!config.enabled) {
    disabled.push(id)
    return
  }
  const where = config.where === undefined ? [] : [config.where]
  const node: TestNode = {
    kind: 'test',
    id,
    name: file.name,
    alias: aliasOf(config) ?? file.name,
    path: file.path,
    fqn: fqnOf(project.name, folders, file.name),
    description: entry?.description ?? '',
    tags: textList(config.raw['tags']),
    meta: isMapping(config.raw['meta']) ? config.raw['meta'] : NOTHING,
    dependsOn: union(
      parentsOf(compilation, facts),
      parentsOfTexts(compilation, where, { path: file.path, at: startOf(file.path) }),
    ),
    place: startOf(file.path),
    config,
    definition: { kind: 'singular', template: facts },
  }
  nodes.set(id, Object.freeze(node))
}

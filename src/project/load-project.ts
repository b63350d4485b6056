/**
 * Reads a project: project.yml, .env, schema files, templates, seeds -> Project. All problems are collected and thrown
 * together. What YAML files say is cached by content, so a warm start imports no parser.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { modelError, Problems, ProblemsError } from '../errors/model-error.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { sha256 } from '../util/hash.ts'
import { describeValue, type Value } from '../util/value.ts'
import { checkDeclarations } from './check-declarations.ts'
import { reportEmptyFolders } from './config-tree.ts'
import { parseEnvFile } from './env-file.ts'
import type { Environment } from './env-references.ts'
import { findProject, PROJECT_FILE } from './find-project.ts'
import { type FoundFile, type ProjectFiles, readFiles } from './read-files.ts'
import type { ProjectFileContent } from './read-project-file.ts'
import type { SchemaFileContent } from './read-schema-file.ts'
import {
  absoluteFolder,
  projectSeeds,
  replaceSeeds,
  reportUnknownBackings,
  type Seeds,
} from './read-seeds.ts'
import { readText } from './read-text.ts'
import { chooseTarget, resolveTarget } from './resolve-target.ts'
import { packSchemaFile, type StoredSchemaFile, unpackSchemaFile } from './stored-schema-file.ts'
import type { Project, ProjectOptions, SelectorDeclaration, Target } from './types.ts'

const SELECTORS_FILE = 'selectors.yml'

/**
 * Reads the project in or above `options.projectDir`.
 * @throws ProblemsError with everything that is wrong, ModelError M1001 when there is no project
 */
export async function loadProject(options: ProjectOptions, cache: ContentCache): Promise<Project> {
  const root = findProject(options.projectDir)
  const problems = new Problems()
  const file = await loadProjectFile(root, cache, problems)
  if (file === undefined) throw new ProblemsError(problems.list)
  const env = readEnvironment(root, options.env, problems)
  const target = readTarget(file, options, { env, problems })
  const files = readFiles(root, file, problems)
  const before = problems.list.length
  const content = await loadSchemaFiles(root, files.schemaFiles, { cache, problems })
  const isWhole = problems.list.length === before
  const selectors = await loadSelectors(root, cache, problems)
  const reading = { root, cache, problems }
  const endpoints = await loadDeclarations('endpoint', files.endpointFiles, reading)
  const dashboards = await loadDeclarations('dashboard', files.dashboardFiles, reading)
  const own = projectSeeds(root, files.csvs, problems)
  checkDeclarations(content, { templates: files.templates, seeds: own, selectors }, problems)
  // What a file that cannot be read declares is not known, so nothing is said to be undeclared then.
  if (isWhole) reportUnknownBackings(own, content.sources, problems)
  if (isWhole) checkFolders(file, { files, content }, problems)
  const seeds = isWhole
    ? chooseSeeds(own, { options, target, sources: content.sources, problems })
    : { seeds: own, emptySeeds: [] }
  const vars = readVars(file, { target, given: options.vars }, problems)
  problems.throwIfAny()
  return Object.freeze({
    root,
    ...assembled(file),
    target: target!,
    vars,
    targetPath: resolve(root, options.targetPath ?? file.targetFolder.path),
    keepPath: keepPath(root, file, options),
    exportPath: resolve(root, options.targetPath ?? '.'),
    env,
    templates: Object.freeze(files.templates),
    ...seeds,
    ...(options.seedPath !== undefined && { seedPath: seedFolder(options, options.seedPath) }),
    ...content,
    endpoints,
    dashboards,
    selectors,
  })
}

/** Whoever puts all that the tool writes elsewhere means what it keeps too. */
function keepPath(root: string, file: ProjectFileContent, { targetPath }: ProjectOptions): string {
  if (targetPath !== undefined) return resolve(root, targetPath, 'keep')
  return resolve(root, file.keepFolder.path)
}

function assembled(file: ProjectFileContent) {
  const paths = (key: keyof ProjectFileContent['paths']) => file.paths[key].map(({ path }) => path)
  return {
    name: file.name,
    ...(file.version !== undefined && { version: file.version }),
    dialect: file.dialect,
    targetNames: Object.keys(file.targets),
    paths: {
      models: paths('models'),
      macros: paths('macros'),
      seeds: paths('seeds'),
      tests: paths('tests'),
      endpoints: paths('endpoints'),
      dashboards: paths('dashboards'),
      target: file.targetFolder.path,
      keep: file.keepFolder.path,
    },
    configs: file.configs,
    hooks: { onRunStart: file.onRunStart, onRunEnd: file.onRunEnd },
    schedules: file.schedules,
    ci: file.ci,
    webhooks: file.webhooks,
  }
}

async function loadProjectFile(
  root: string,
  cache: ContentCache,
  problems: Problems,
): Promise<ProjectFileContent | undefined> {
  const text = readText(root, PROJECT_FILE)
  const reader = async () => {
    const { readProjectFile } = await import('./read-project-file.ts')
    // Its checks need the library that reads cron.
    const schedules = text.includes('schedules')
      ? (await import('./check-schedules.ts')).checkSchedules
      : undefined
    return (sink: Problems) =>
      readProjectFile(PROJECT_FILE, text, problem => sink.add(problem), { schedules })
  }
  return cached('project file 5', { path: PROJECT_FILE, text, reader }, { cache, problems })
}

interface Reading<T> {
  readonly path: string
  readonly text: string
  /** Imports the parser and gives the function that reads. */
  readonly reader: () => Promise<(problems: Problems) => T | undefined>
}

/** The content of a file from the cache; else read now, and kept when nothing was wrong with it. */
async function cached<T>(
  kind: string,
  { path, text, reader }: Reading<T>,
  { cache, problems }: { cache: ContentCache; problems: Problems },
): Promise<T | undefined> {
  const hash = sha256(`${path}\0${text}`)
  const known = cache.get<T>(kind, hash)
  if (known !== undefined) return known
  const read = await reader()
  const own = new Problems()
  const content = own.attempt(() => read(own))
  for (const problem of own.list) problems.add(problem)
  if (content !== undefined && own.list.length === 0) cache.set(kind, hash, content)
  return content
}

async function loadSchemaFiles(
  root: string,
  files: readonly FoundFile[],
  context: { cache: ContentCache; problems: Problems },
): Promise<SchemaFileContent> {
  const contents: SchemaFileContent[] = []
  for (const { path } of files) {
    const text = context.problems.attempt(() => readText(root, path))
    if (text === undefined) continue
    const reader = async () => {
      const { readSchemaFile } = await import('./read-schema-file.ts')
      return (sink: Problems) =>
        packSchemaFile(readSchemaFile(path, text, problem => sink.add(problem)))
    }
    const stored = await cached<StoredSchemaFile>('schema file', { path, text, reader }, context)
    if (stored) contents.push(unpackSchemaFile(path, stored))
  }
  return {
    properties: contents.flatMap(content => content.properties),
    sources: contents.flatMap(content => content.sources),
    exposures: contents.flatMap(content => content.exposures),
    macros: contents.flatMap(content => content.macros),
  }
}

const READERS = {
  endpoint: async () => (await import('./read-endpoint-file.ts')).readEndpointFile,
  dashboard: async () => (await import('./read-dashboard-file.ts')).readDashboardFile,
}

type DeclarationOf<K extends keyof typeof READERS> = NonNullable<
  ReturnType<Awaited<ReturnType<(typeof READERS)[K]>>>
>

/** What they are cached as; the number is raised when what is read of the same content changes. */
const CACHED_AS = { endpoint: 'endpoint', dashboard: 'dashboard 2' } as const

/** Files that hold one declaration each. */
async function loadDeclarations<K extends keyof typeof READERS>(
  kind: K,
  files: readonly FoundFile[],
  { root, ...context }: { root: string; cache: ContentCache; problems: Problems },
): Promise<readonly DeclarationOf<K>[]> {
  const declarations: DeclarationOf<K>[] = []
  for (const found of files) {
    const { path } = found
    const text = context.problems.attempt(() => readText(root, path))
    if (text === undefined) continue
    const reader = async () => {
      const read = await READERS[kind]()
      return (sink: Problems) =>
        read(found, text, problem => sink.add(problem)) as DeclarationOf<K> | undefined
    }
    const read = await cached<DeclarationOf<K>>(CACHED_AS[kind], { path, text, reader }, context)
    if (read) declarations.push(read)
  }
  return declarations
}

async function loadSelectors(
  root: string,
  cache: ContentCache,
  problems: Problems,
): Promise<readonly SelectorDeclaration[]> {
  if (!existsSync(join(root, SELECTORS_FILE))) return []
  const text = readText(root, SELECTORS_FILE)
  const reader = async () => {
    const { readSelectorsFile } = await import('./read-selectors-file.ts')
    return (sink: Problems) => readSelectorsFile(SELECTORS_FILE, text, problem => sink.add(problem))
  }
  return (
    (await cached('selectors', { path: SELECTORS_FILE, text, reader }, { cache, problems })) ?? []
  )
}

/** The process environment over the project's `.env`. */
function readEnvironment(root: string, env: Environment, problems: Problems): Environment {
  if (!existsSync(join(root, '.env'))) return env
  const text = problems.attempt(() => readText(root, '.env')) ?? ''
  const given = Object.entries(env).filter(([, value]) => value !== undefined)
  return { ...parseEnvFile('.env', text, problems), ...Object.fromEntries(given) }
}

function readTarget(
  file: ProjectFileContent,
  options: ProjectOptions,
  { env, problems }: { env: Environment; problems: Problems },
): Target | undefined {
  const name = problems.attempt(() => chooseTarget(file, options.target))
  if (name === undefined) return undefined
  const { threads, schemaPrefix } = options
  return resolveTarget(name, file.targets[name]!, { env, threads, schemaPrefix, problems })
}

/**
 * Another target of a project that was read, with its references to the environment.
 * @throws ProblemsError, ModelError M1006 when project.yml has no such target
 */
export async function loadTarget(
  { root, env }: Pick<Project, 'root' | 'env'>,
  name: string,
  cache: ContentCache,
): Promise<Target> {
  const problems = new Problems()
  const file = await loadProjectFile(root, cache, problems)
  if (file === undefined) throw new ProblemsError(problems.list)
  const chosen = chooseTarget(file, name)
  const target = resolveTarget(chosen, file.targets[chosen]!, { env, problems })
  problems.throwIfAny()
  return target
}

function chooseSeeds(
  own: ReturnType<typeof projectSeeds>,
  context: {
    readonly options: ProjectOptions
    readonly target: Target | undefined
    readonly sources: SchemaFileContent['sources']
    readonly problems: Problems
  },
): Seeds {
  const { options, target, sources, problems } = context
  if (options.seedPath === undefined || target === undefined) return { seeds: own, emptySeeds: [] }
  if (target.demoSources) {
    const folder = seedFolder(options, options.seedPath)
    return replaceSeeds(own, { folder, sources, problems })
  }
  problems.add(modelError('M1013', { target: target.name }))
  return { seeds: own, emptySeeds: [] }
}

/** --seed-path is relative to where the command was given: the folder of --project-dir. */
const seedFolder = (options: ProjectOptions, seedPath: string) =>
  absoluteFolder(resolve(options.projectDir), seedPath)

const TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

/** `--vars` over the target's over the project's. */
function readVars(
  file: ProjectFileContent,
  { target, given }: { target: Target | undefined; given: Project['vars'] | undefined },
  problems: Problems,
): Project['vars'] {
  const vars: Record<string, Value> = { ...file.vars, ...target?.vars, ...given }
  const { as_of: asOf } = vars
  const isTime = typeof asOf === 'string' && TIME.test(asOf) && !Number.isNaN(Date.parse(asOf))
  if (asOf === undefined || isTime) return vars
  const fromFile = given?.['as_of'] === undefined && target?.vars['as_of'] === undefined
  const place = fromFile ? { place: file.varsPlace } : {}
  problems.add(modelError('M1022', { name: 'as_of', found: describeValue(asOf) }, place))
  return vars
}

/** Settings in project.yml must be for folders that hold something. */
function checkFolders(
  file: ProjectFileContent,
  { files, content }: { files: ProjectFiles; content: SchemaFileContent },
  problems: Problems,
): void {
  const report = problems.add.bind(problems)
  const below = ({ path, root }: FoundFile) =>
    path
      .slice(root.length + 1)
      .replace(/\.(sql|csv|csv\.gz|ya?ml)$/, '')
      .split('/')
  const models = () => files.templates.filter(({ kind }) => kind === 'model').map(below)
  const members = {
    models,
    seeds: () => files.csvs.map(below),
    tests: () => [...files.templates.map(below), ...files.schemaFiles.map(below)],
    sources: () => content.sources.map(source => [source.sourceName, source.name]),
  }
  for (const kind of ['models', 'seeds', 'tests', 'sources'] as const)
    if (Object.keys(file.configs[kind].folders).length > 0)
      reportEmptyFolders(file.configs[kind], { kind, members: members[kind]() }, report)
}

/** What the steps of compiling share: the project, what was found so far, and where problems go. */
import { type ModelError, modelError, type Problems } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { checkConfigKey, plainKey } from '../project/config-keys.ts'
import type { Project, PropertiesDeclaration } from '../project/types.ts'
import type { ContentCache } from '../util/content-cache.ts'
import type { Value } from '../util/value.ts'
import type { MacroTable, TemplateFacts } from './facts.ts'
import type { Node } from './manifest.ts'
import type { RawConfig } from './merge-config.ts'
import type { Named } from './references.ts'

/** One compilation while it goes on. */
export interface Compilation {
  readonly project: Project
  readonly cache: ContentCache
  readonly problems: Problems
  readonly macros: MacroTable
  /** Enabled nodes by id, in the order of the manifest. */
  readonly nodes: Map<string, Node>
  readonly disabled: string[]
  /** Schemas that were checked and are well named. */
  readonly goodSchemas: Set<string>
  readonly refs: Map<string, Named>
  readonly sources: Map<string, Named>
  /** Entries of schema files by kind and name. */
  readonly properties: Readonly<
    Record<PropertiesDeclaration['kind'], ReadonlyMap<string, PropertiesDeclaration>>
  >
}

/** Folders of a file below the entry of `paths` in which it lies, joined by /. */
export function foldersBelow(path: string, root: string): string {
  const inner = root === '' || root === '.' ? path : path.slice(root.length + 1)
  const slash = inner.lastIndexOf('/')
  return slash < 0 ? '' : inner.slice(0, slash)
}

/** Folders of a schema file below the entry of `paths` that it lies in, joined by /. */
export function foldersOfFile({ paths }: Project, file: string): string {
  const roots = [
    ...paths.models,
    ...paths.seeds,
    ...paths.tests,
    ...paths.macros,
    ...paths.endpoints,
    ...paths.dashboards,
  ]
  const root = roots.filter(folder => file.startsWith(`${folder}/`)).sort(longestFirst)[0]
  return foldersBelow(file, root ?? '')
}

const longestFirst = (a: string, b: string) => b.length - a.length

/** dbt's fqn: project, folders, name. */
export function fqnOf(project: string, folders: string, ...names: readonly string[]): string[] {
  if (folders === '') return [project, ...names]
  if (!folders.includes('/')) return [project, folders, ...names]
  return [project, ...folders.split('/'), ...names]
}

/** The start of a file. */
export function startOf(file: string): Place {
  return { file, line: 1, column: 1 }
}

/** The template's own config, checked; keys that are wrong are problems and left out. */
export function templateConfig(
  kind: 'models' | 'tests' | 'endpoints',
  facts: TemplateFacts,
  problems: Problems,
): RawConfig {
  let config: Record<string, Value> | undefined
  for (const written in facts.config) {
    config ??= {}
    const key = plainKey(written)
    const value = facts.config[written]!
    const place = facts.configPlaces[written] ?? startOf(facts.path)
    const problem = checkConfigKey(kind, [key, value], place)
    if (problem) problems.add(problem)
    else config[key] = value
  }
  return config ?? facts.config
}

/** A template that no request asks for has no parameters. */
export function refuseParameters({ endpoint }: TemplateFacts, problems: Problems): void {
  const declared = endpoint?.parameters.map(({ name, place }) => [name, place] as const) ?? []
  const [first] = [...declared, ...Object.entries(endpoint?.uses ?? {})]
  if (first) problems.add(modelError('M1601', { name: first[0] }, { place: first[1] }))
}

const USABLE = /^[^\s."'`;]+$/
const LONGEST = 63

/** What is wrong with the name of a file that becomes a relation, or with a schema. */
export function checkName(name: string, place: Place): ModelError | undefined {
  if (!USABLE.test(name))
    return modelError('M1407', { name, problem: 'has a dot, a space or a quote in it' }, { place })
  // UTF-16 units are at most as many as bytes, so only long names are measured.
  const bytes = name.length * 3 > LONGEST ? new TextEncoder().encode(name).length : 0
  if (bytes > LONGEST)
    return modelError('M1407', { name, problem: `is ${bytes} bytes long` }, { place })
  return undefined
}

/** What is wrong with a schema that a node would be written to. Nearly all nodes share a few. */
export function checkSchema(
  { goodSchemas }: Compilation,
  schema: string,
  place: Place,
): ModelError | undefined {
  if (goodSchemas.has(schema)) return undefined
  const problem = schemaProblem(schema, place)
  if (problem === undefined) goodSchemas.add(schema)
  return problem
}

function schemaProblem(schema: string, place: Place): ModelError | undefined {
  const taken = /^model_meta$|__stage$|__old$/i.test(schema)
  return taken
    ? modelError(
        'M1407',
        { name: schema, problem: 'is a schema that the tool itself uses' },
        { place },
      )
    : checkName(schema, place)
}

/** Reads project.yml into plain data that is cached by content. Imports zod and js-yaml: import lazily. */
import type { ModelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import type { Value } from '../util/value.ts'
import { emptyTree, readConfigTree } from './config-tree.ts'
import { allowNestedQuotes } from './env-references.ts'
import { type ProjectFile, projectFileShape } from './project-file-shape.ts'
import { listOf } from './read-columns.ts'
import type { ScheduleCheck } from './read-schedules.ts'
import { readSchedules, readWebhooks } from './read-schedules.ts'
import { checkShape } from './report-issues.ts'
import type { CiSettings, ConfigTree, Schedule, WebhookDeclaration } from './types.ts'
import { parseYaml, type YamlDocument } from './yaml-document.ts'

type Mapping = Readonly<Record<string, Value>>

/** A target as written: env references are not evaluated yet. */
export interface WrittenTarget {
  readonly values: Mapping
  readonly place: Place
  /** Where the value of each key starts. */
  readonly places: Readonly<Record<string, Place>>
}

/** A folder of `paths`, with the place where the file names it; without one it is the default. */
export interface WrittenFolder {
  readonly path: string
  readonly place?: Place
}

/** What project.yml says. */
export interface ProjectFileContent {
  readonly name: string
  readonly version?: string
  readonly dialect: string
  readonly target?: string
  readonly targetPlace: Place
  readonly targets: Readonly<Record<string, WrittenTarget>>
  readonly paths: Readonly<
    Record<
      'models' | 'macros' | 'seeds' | 'tests' | 'endpoints' | 'dashboards',
      readonly WrittenFolder[]
    >
  >
  readonly targetFolder: WrittenFolder
  readonly keepFolder: WrittenFolder
  readonly vars: Mapping
  readonly varsPlace: Place
  readonly configs: Readonly<Record<'models' | 'seeds' | 'sources' | 'tests', ConfigTree>>
  readonly onRunStart: readonly string[]
  readonly onRunEnd: readonly string[]
  readonly schedules: readonly Schedule[]
  readonly ci: CiSettings
  readonly webhooks: readonly WebhookDeclaration[]
}

/** Reads project.yml; `undefined` when it has not the right shape, which was reported then. */
export function readProjectFile(
  path: string,
  text: string,
  report: (problem: ModelError) => void,
  checks: { readonly schedules?: ScheduleCheck | undefined } = {},
): ProjectFileContent | undefined {
  const document = parseYaml(path, allowNestedQuotes(text))
  const problems = checkShape(document, projectFileShape)
  for (const problem of problems) report(problem)
  if (problems.length > 0) return undefined
  // The shape was checked just now, and zod's own copy would lose the places, which are kept by object.
  const file = document.value as ProjectFile
  const schedules = readSchedules(document, file, report)
  checks.schedules?.(schedules, report)
  return {
    name: file.name,
    ...(file.version !== undefined && { version: String(file.version) }),
    dialect: file.dialect ?? 'postgres',
    ...(file.target !== undefined && { target: file.target }),
    targetPlace: document.pathPlace(['target'], 'value'),
    targets: readTargets(document, file),
    ...readPaths(document, file),
    vars: file.vars ?? {},
    varsPlace: document.pathPlace(['vars', 'as_of'], 'value'),
    configs: readConfigs(document, file, report),
    onRunStart: listOf(file.on_run_start ?? file['on-run-start']),
    onRunEnd: listOf(file.on_run_end ?? file['on-run-end']),
    ci: { ...file.ci },
    schedules,
    webhooks: readWebhooks(document, file, report),
  }
}

function readTargets(document: YamlDocument, file: ProjectFile): ProjectFileContent['targets'] {
  const targets = Object.entries(file.targets).map(([name, values]): [string, WrittenTarget] => {
    const places = Object.keys(values).map(key => [key, document.valuePlace(values, key)])
    const place = document.keyPlace(file.targets, name)
    return [name, { values: values as Mapping, place, places: Object.fromEntries(places) }]
  })
  return Object.fromEntries(targets)
}

function readPaths(document: YamlDocument, file: ProjectFile) {
  const placed = (key: string, path: string): WrittenFolder => ({
    path: tidy(path),
    place: document.pathPlace(['paths', key], 'value'),
  })
  const folders = (key: keyof ProjectFileContent['paths']) =>
    file.paths?.[key] === undefined
      ? [{ path: key }]
      : listOf(file.paths[key]).map(path => placed(key, path))
  const folder = (key: 'target' | 'keep') =>
    file.paths?.[key] === undefined ? { path: key } : placed(key, file.paths[key])
  return {
    paths: {
      models: folders('models'),
      macros: folders('macros'),
      seeds: folders('seeds'),
      tests: folders('tests'),
      endpoints: folders('endpoints'),
      dashboards: folders('dashboards'),
    },
    targetFolder: folder('target'),
    keepFolder: folder('keep'),
  }
}

const tidy = (path: string) => path.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '')

function readConfigs(
  document: YamlDocument,
  file: ProjectFile,
  report: (problem: ModelError) => void,
): ProjectFileContent['configs'] {
  const tree = (kind: 'models' | 'seeds' | 'sources' | 'tests') => {
    const mapping = kind === 'tests' ? (file.tests ?? file.data_tests) : file[kind]
    if (!mapping) return emptyTree(document.pathPlace([kind]))
    return readConfigTree(document, { kind, mapping, project: file.name }, report)
  }
  return {
    models: tree('models'),
    seeds: tree('seeds'),
    sources: tree('sources'),
    tests: tree('tests'),
  }
}

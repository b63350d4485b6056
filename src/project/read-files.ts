/** Walks the folders of a project and reads what lies there: templates, schema files, seeds. */
import { join } from 'node:path'
import { modelError, type Problems } from '../errors/model-error.ts'
import { sha256 } from '../util/hash.ts'
import type { ProjectFileContent, WrittenFolder } from './read-project-file.ts'
import { readText } from './read-text.ts'
import type { TemplateFile } from './types.ts'
import { isFolder, walkFiles } from './walk.ts'

/** A file and the folder of `paths` under which it was found. */
export interface FoundFile {
  readonly path: string
  readonly root: string
}

/** The files of a project, by what they are. */
export interface ProjectFiles {
  readonly templates: readonly TemplateFile[]
  readonly schemaFiles: readonly FoundFile[]
  readonly csvs: readonly FoundFile[]
  /** Endpoints that are YAML. */
  readonly endpointFiles: readonly FoundFile[]
  readonly dashboardFiles: readonly FoundFile[]
}

const YAML = /\.ya?ml$/
const CSV = /\.csv(\.gz)?$/
const TYPESCRIPT = /(?<!\.d)\.ts$/
/** A model in TypeScript; a module that models import may lie beside them as `_name.ts`. */
const SCRIPT = /(?:^|\/)[^_/][^/]*(?<!\.d)\.ts$/

/** Reads all templates, and lists schema files and CSVs. */
export function readFiles(
  root: string,
  file: ProjectFileContent,
  problems: Problems,
): ProjectFiles {
  const skip = new Set([file.targetFolder.path, file.keepFolder.path])
  const list = (key: keyof ProjectFileContent['paths']) => {
    const found = new Map<string, FoundFile>()
    for (const folder of file.paths[key])
      if (checkFolder(root, key, { folder, problems }))
        for (const path of walkFiles(root, folder.path, skip))
          if (!found.has(path)) found.set(path, { path, root: folder.path })
    return [...found.values()]
  }
  const models = list('models')
  const macros = list('macros')
  const seeds = list('seeds')
  const tests = list('tests')
  const endpoints = list('endpoints')
  const read = (kind: TemplateFile['kind'], files: readonly FoundFile[]) =>
    files.flatMap(found => problems.attempt(() => readTemplate(root, kind, found)) ?? [])
  return {
    templates: [
      ...read(
        'macro',
        macros.filter(({ path }) => path.endsWith('.sql') || TYPESCRIPT.test(path)),
      ),
      ...read(
        'model',
        models.filter(({ path }) => path.endsWith('.sql') || SCRIPT.test(path)),
      ),
      ...read(
        'test',
        tests.filter(({ path }) => path.endsWith('.sql')),
      ),
      ...read(
        'endpoint',
        endpoints.filter(({ path }) => path.endsWith('.sql')),
      ),
    ],
    schemaFiles: [...models, ...seeds, ...macros, ...tests].filter(({ path }) => YAML.test(path)),
    csvs: seeds.filter(({ path }) => CSV.test(path)),
    endpointFiles: endpoints.filter(({ path }) => YAML.test(path)),
    dashboardFiles: list('dashboards').filter(({ path }) => YAML.test(path)),
  }
}

/** A default folder may be absent; one that project.yml names must be there, inside the project. */
function checkFolder(
  root: string,
  key: string,
  { folder, problems }: { folder: WrittenFolder; problems: Problems },
): boolean {
  const { path, place } = folder
  if (place === undefined) return true
  if (path.startsWith('/') || path.split('/').includes('..') || /^[A-Za-z]:/.test(path)) {
    problems.add(modelError('M1023', { path, key }, { place }))
    return false
  }
  if (isFolder(join(root, path))) return true
  problems.add(modelError('M1011', { folder: path, key }, { place }))
  return false
}

function readTemplate(root: string, kind: TemplateFile['kind'], found: FoundFile): TemplateFile {
  const { path } = found
  const text = readText(root, path)
  const dot = path.lastIndexOf('.')
  return {
    kind,
    path,
    root: found.root,
    name: path.slice(path.lastIndexOf('/') + 1, dot),
    language: path.endsWith('.ts') ? 'ts' : 'sql',
    text,
    hash: sha256(text),
  }
}

/** Reads `models:`, `seeds:`, `sources:` and `tests:` of project.yml: `+key` settings by folder. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { nearest } from '../util/nearest.ts'
import type { Value } from '../util/value.ts'
import { type ConfigKind, checkConfigKey, isConfigKey, plainKey } from './config-keys.ts'
import type { ConfigTree } from './types.ts'
import type { YamlDocument } from './yaml-document.ts'

type Mapping = Readonly<Record<string, Value>>
type Report = (problem: ModelError) => void

/** A tree without settings. */
export function emptyTree(place: Place): ConfigTree {
  return { config: {}, folders: {}, place }
}

/** Reads one tree. dbt's habit of naming the project first (`models: my_project: ...`) is accepted. */
export function readConfigTree(
  document: YamlDocument,
  { kind, mapping, project }: { kind: ConfigKind; mapping: Mapping; project: string },
  report: Report,
): ConfigTree {
  const place = document.pathPlace([kind])
  const tree = readFolder(document, { kind, mapping, place }, report)
  const own = tree.folders[project]
  if (own === undefined) return tree
  const { [project]: _own, ...others } = tree.folders
  return {
    config: { ...tree.config, ...own.config },
    folders: { ...others, ...own.folders },
    place,
  }
}

function readFolder(
  document: YamlDocument,
  { kind, mapping, place }: { kind: ConfigKind; mapping: Mapping; place: Place },
  report: Report,
): ConfigTree {
  const config: Record<string, Value> = {}
  const folders: Record<string, ConfigTree> = {}
  for (const [written, value] of Object.entries(mapping)) {
    const key = plainKey(written)
    const keyPlace = document.keyPlace(mapping, written)
    const isFolder = !written.startsWith('+') && !isConfigKey(kind, key)
    if (isFolder && value === null) continue
    if (isFolder && isMapping(value))
      folders[written] = readFolder(document, { kind, mapping: value, place: keyPlace }, report)
    else {
      const problem = checkConfigKey(kind, [key, value], keyPlace)
      if (problem) report(problem)
      else config[key] = value
    }
  }
  return { config, folders, place }
}

/** Reports folders of a tree in which nothing lies. `members` are the folders and names of all nodes of the kind. */
export function reportEmptyFolders(
  tree: ConfigTree,
  { kind, members }: { kind: ConfigKind; members: Iterable<readonly string[]> },
  report: Report,
): void {
  if (Object.keys(tree.folders).length === 0) return
  const existing = nest(members)
  const visit = (folders: ConfigTree['folders'], found: Nested) => {
    for (const [name, folder] of Object.entries(folders)) {
      const inner = found.get(name)
      if (inner !== undefined) visit(folder.folders, inner)
      else {
        const fields = { folder: name, tree: kind, nearest: nearest(name, found.keys()) }
        report(modelError('M1019', fields, { place: folder.place }))
      }
    }
  }
  visit(tree.folders, existing)
}

interface Nested extends Map<string, Nested> {}

function nest(members: Iterable<readonly string[]>): Nested {
  const root: Nested = new Map()
  for (const names of members) {
    let level = root
    for (const name of names) {
      const next = level.get(name) ?? new Map()
      level.set(name, next)
      level = next
    }
  }
  return root
}

function isMapping(value: Value): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

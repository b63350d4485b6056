/** Finds the CSVs: those of the project, and those that --seed-path puts in their place. */
import { isAbsolute, join, resolve } from 'node:path'
import { modelError, type Problems } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import type { SeedFile, SourceDeclaration } from './types.ts'
import { isFolder, walkFiles } from './walk.ts'

/** The seeds of a project, and the sources that --seed-path leaves empty. */
export interface Seeds {
  readonly seeds: readonly SeedFile[]
  readonly emptySeeds: readonly string[]
}

/** A CSV, packed by gzip or not. */
const CSV = /\.csv(\.gz)?$/

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(CSV, '')

/** The CSVs among the files of a folder; two of one name are a problem. */
export function projectSeeds(
  root: string,
  files: readonly { readonly path: string; readonly root: string }[],
  problems: Problems,
): readonly SeedFile[] {
  const byName = new Map<string, SeedFile>()
  for (const { path, root: folder } of files) {
    const name = nameOf(path)
    const first = byName.get(name)
    const place = { file: path, line: 1, column: 1 }
    if (first) problems.add(modelError('M1106', { name, first: first.path }, { place }))
    else
      byName.set(name, {
        path,
        absolutePath: join(root, path),
        root: folder,
        name,
        replaced: false,
      })
  }
  return [...byName.values()]
}

/** Reports seeds whose name has a dot and that no declared source asks for. */
export function reportUnknownBackings(
  seeds: readonly SeedFile[],
  sources: readonly SourceDeclaration[],
  problems: Problems,
): void {
  const names = sourceNames(sources)
  for (const { name, path } of seeds) {
    if (!name.includes('.') || names.has(name)) continue
    const place = { file: path, line: 1, column: 1 }
    problems.add(modelError('M1107', { name, nearest: nearest(name, names) }, { place }))
  }
}

/** The seeds after --seed-path took its place: its files win, and other backing seeds are empty sources. */
export function replaceSeeds(
  own: readonly SeedFile[],
  { folder, sources, problems }: ReplaceOptions,
): Seeds {
  if (!isFolder(folder)) {
    problems.add(modelError('M1014', { folder }))
    return { seeds: own, emptySeeds: [] }
  }
  const known = new Set([...sourceNames(sources), ...own.map(seed => seed.name)])
  const given = new Map<string, SeedFile>()
  for (const file of walkFiles(folder, '').filter(path => CSV.test(path))) {
    const name = nameOf(file)
    const path = join(folder, file)
    if (known.has(name))
      given.set(name, { path, absolutePath: path, root: folder, name, replaced: true })
    else problems.add(modelError('M1015', { name, folder, nearest: nearest(name, known) }))
  }
  const backing = own.filter(seed => seed.name.includes('.'))
  const lookups = own.filter(seed => !seed.name.includes('.') && !given.has(seed.name))
  return {
    seeds: [...lookups, ...given.values()],
    emptySeeds: backing.map(seed => seed.name).filter(name => !given.has(name)),
  }
}

interface ReplaceOptions {
  /** Absolute folder of --seed-path. */
  readonly folder: string
  readonly sources: readonly SourceDeclaration[]
  readonly problems: Problems
}

/** A folder of the command line as an absolute one. */
export function absoluteFolder(base: string, folder: string): string {
  return isAbsolute(folder) ? folder : resolve(base, folder)
}

function sourceNames(sources: readonly SourceDeclaration[]): Set<string> {
  return new Set(sources.map(source => `${source.sourceName}.${source.name}`))
}

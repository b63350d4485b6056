/**
 * What is remembered of a project by content, under target/cache: in one file what every start reads, in another what only
 * rendering and runs ask for, which is read when they do.
 */
import { SYNTAX_KIND } from '../compile/parsed-templates.ts'
import { type FileCache, openFileCache } from '../util/file-cache.ts'

/** Counts up when rendering, or the definition hash, comes to read something that is no part of the key yet. */
export const DEFINITION_KIND = 'definition-1'
export const COMPILED_KIND = 'compiled-file-1'

/** Kinds of the second file. */
const OF_RUNS: ReadonlySet<string> = new Set([SYNTAX_KIND, DEFINITION_KIND, COMPILED_KIND])

/** Opens the cache of a folder; entries of another `version` of the tool are not seen. */
export function openProjectCache(folder: string, version: string): FileCache {
  const content = openFileCache(folder, { name: 'content', version })
  let ofRuns: FileCache | undefined
  const cacheOf = (kind: string): FileCache => {
    if (!OF_RUNS.has(kind)) return content
    ofRuns ??= openFileCache(folder, { name: 'runs', version })
    return ofRuns
  }
  return {
    get: (kind, hash) => cacheOf(kind).get(kind, hash),
    set: (kind, hash, value) => cacheOf(kind).set(kind, hash, value),
    save: () => {
      content.save()
      ofRuns?.save()
    },
  }
}

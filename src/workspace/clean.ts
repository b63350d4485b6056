/** Removes what the tool has written and can write again. The embedded database is data and stays. */
import { readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Project } from '../project/types.ts'

/** Everything below the target folder that the tool makes anew. */
const WRITTEN = [
  'cache',
  'compiled',
  'manifest.json',
  'run_results.json',
  'sources.json',
  'catalog.json',
]

/** Removes them; returns the paths that were there, relative to the project. */
export function removeWritten(project: Project): readonly string[] {
  const present = listed(project.targetPath)
  return WRITTEN.filter(name => present.has(name)).map(name => {
    const path = join(project.targetPath, name)
    rmSync(path, { recursive: true, force: true })
    return relative(project.root, path)
  })
}

function listed(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set()
    throw error
  }
}

/** Tells whether two readings of a project mean the same database. */
import type { Project } from '../project/types.ts'

/** Equal when one engine serves both. */
export function targetPlace({ root, targetPath, target }: Project): string {
  const { adapter, settings, threads, schemaPrefix } = target
  return JSON.stringify([root, targetPath, adapter, settings, threads, schemaPrefix])
}

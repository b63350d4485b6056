/** Lists the files below a folder, in a fixed order. */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Files below `folder` (relative to `root`, forward slashes), by path. Dot folders and node_modules are left out. */
export function walkFiles(
  root: string,
  folder: string,
  skip: ReadonlySet<string> = new Set(),
): readonly string[] {
  const files: string[] = []
  const pending = [folder]
  const followed = new Set<string>()
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of readFolder(join(root, next))) {
      const path = next === '' ? entry.name : `${next}/${entry.name}`
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || skip.has(path)) continue
      const kind = entry.isSymbolicLink() ? followLink(join(root, path), followed) : kindOf(entry)
      if (kind === 'folder') pending.push(path)
      else if (kind === 'file') files.push(path)
    }
  }
  return files.sort()
}

/** True when a folder is there. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function readFolder(path: string): readonly Dirent[] {
  return isFolder(path) ? readdirSync(path, { withFileTypes: true }) : []
}

function kindOf(entry: Dirent): 'file' | 'folder' | undefined {
  if (entry.isFile()) return 'file'
  return entry.isDirectory() ? 'folder' : undefined
}

/** A linked folder is entered once, so that a link to a folder above ends. */
function followLink(path: string, followed: Set<string>): 'file' | 'folder' | undefined {
  const target = statSync(path, { throwIfNoEntry: false })
  if (target?.isFile()) return 'file'
  if (!target?.isDirectory()) return undefined
  const real = realpathSync(path)
  if (followed.has(real)) return undefined
  followed.add(real)
  return 'folder'
}

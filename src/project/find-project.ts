/** Finds the folder of the project, and where its cache lies before project.yml has been read. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { modelError } from '../errors/model-error.ts'
import { readText } from './read-text.ts'

export const PROJECT_FILE = 'project.yml'

/** The folder with project.yml: the given one or the nearest above it. */
export function findProject(from: string): string {
  const start = resolve(from)
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, PROJECT_FILE))) return folder
    if (folder === dirname(folder)) throw modelError('M1001', { path: start })
  }
}

/**
 * The folder of the content cache: `cache` below the target path. It is needed before project.yml is parsed (a warm
 * start parses nothing), so `paths.target` is looked for by a plain search; a wrong guess would only cost a cold start.
 */
export function cacheFolder(root: string, targetPath?: string): string {
  return join(resolve(root, targetPath ?? writtenTargetFolder(root) ?? 'target'), 'cache')
}

const PATHS_BLOCK = /^paths:(.*(?:\n(?:[ \t]+.*)?)*)/m
const TARGET_KEY = /(?:^|[\s{,])target:\s*["']?([^\s"',}#]+)/m

function writtenTargetFolder(root: string): string | undefined {
  const block = PATHS_BLOCK.exec(readText(root, PROJECT_FILE))?.[1]
  return block === undefined ? undefined : TARGET_KEY.exec(block)?.[1]
}

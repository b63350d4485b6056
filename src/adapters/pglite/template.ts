/**
 * New databases are copies of a template in the user's cache folder: initdb takes seconds, a copy a tenth of one. Runs in
 * the worker. Folders appear by rename, so nobody ever sees half of one, and two makers at once do no harm.
 */
import { randomBytes } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Makes the database folder from the template when it does not exist. */
export async function ensureFolder(
  folder: string,
  cacheFolder: string,
  createDatabase: (folder: string) => Promise<void>,
): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return
  const template = await ensureTemplate(cacheFolder, createDatabase)
  mkdirSync(dirname(folder), { recursive: true })
  removeDeadDrafts(folder)
  appear(folder, draft => cpSync(template, draft, { recursive: true }))
}

async function ensureTemplate(
  cacheFolder: string,
  createDatabase: (folder: string) => Promise<void>,
): Promise<string> {
  const template = join(cacheFolder, `pglite-${engineVersion()}`)
  if (existsSync(join(template, 'PG_VERSION'))) return template
  mkdirSync(cacheFolder, { recursive: true })
  removeDeadDrafts(template)
  const draft = draftOf(template)
  await createDatabase(draft)
  appear(template, () => undefined, draft)
  return template
}

/** A draft lives for seconds; one that is this old was left by a killed process. */
const DEAD_DRAFT = 10 * 60_000

function removeDeadDrafts(folder: string): void {
  const start = `${basename(folder)}.`
  for (const name of readdirSync(dirname(folder))) {
    const path = join(dirname(folder), name)
    if (!name.startsWith(start) || !/\.[0-9a-f]{8}\.new$/.test(name)) continue
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - made > DEAD_DRAFT) rmSync(path, { recursive: true, force: true })
  }
}

function draftOf(folder: string): string {
  return `${folder}.${randomBytes(4).toString('hex')}.new`
}

/** Fills a draft beside the folder and renames it; when another was quicker, its folder stands. */
function appear(folder: string, fill: (draft: string) => void, draft = draftOf(folder)): void {
  try {
    fill(draft)
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(join(folder, 'PG_VERSION'))) throw error
  }
}

/** The version of the PGlite package: another one may lay out its folders differently. */
function engineVersion(): string {
  const entry = fileURLToPath(import.meta.resolve('@electric-sql/pglite'))
  const manifest = join(dirname(entry), '..', 'package.json')
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}

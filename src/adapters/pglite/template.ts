/**
 * New databases are copies of a template in the user's cache folder: initdb takes seconds, a copy a tenth of one. Runs in
 * the worker. Folders appear by rename, so nobody ever sees half of one, and two makers at once do no harm.
 */
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'

/** Makes the database folder from the template when it does not exist. */
export async function ensureFolder(
  folder: string,
  cacheFolder: string,
  program: WebAssembly.Module,
): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return
  const template = await ensureTemplate(cacheFolder, program)
  mkdirSync(dirname(folder), { recursive: true })
  appear(folder, draft => cpSync(template, draft, { recursive: true }))
}

async function ensureTemplate(cacheFolder: string, program: WebAssembly.Module): Promise<string> {
  const template = join(cacheFolder, `pglite-${engineVersion()}`)
  if (existsSync(join(template, 'PG_VERSION'))) return template
  mkdirSync(cacheFolder, { recursive: true })
  const draft = draftOf(template)
  const database = await PGlite.create(draft, { pgliteWasmModule: program })
  await database.close()
  appear(template, () => undefined, draft)
  return template
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

/**
 * Files for browsers, made by the build: stylesheet, modules, icon. They are served below the digest of all of them, so
 * that a browser may keep them for good.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Assets {
  /** Of all names and contents. */
  readonly digest: string
  readonly files: ReadonlyMap<string, Asset>
}

export interface Asset {
  readonly type: string
  readonly content: Buffer
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

let read: Assets | undefined

/** The files, read once. */
export function assets(): Assets {
  read ??= readAssets(assetsFolder())
  return read
}

/** Beside the program; when it is run from its sources, where the build puts them. */
function assetsFolder(): string {
  const place = import.meta.url.endsWith('.ts') ? '../../dist/assets' : './assets'
  return fileURLToPath(new URL(place, import.meta.url))
}

function readAssets(folder: string): Assets {
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  const digest = createHash('sha256')
  const files = new Map<string, Asset>()
  for (const name of names) {
    const type = TYPES[name.split('.').at(-1)!]
    if (type === undefined) continue
    const content = readFileSync(join(folder, name))
    digest.update(`${name}\0${content.length}\0`).update(content)
    files.set(name, { type, content })
  }
  return { digest: digest.digest('hex').slice(0, 16), files }
}

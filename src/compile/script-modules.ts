/** The files of the project that a TypeScript model imports, however deep: they belong to its definition. */
import { statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { readText } from '../project/read-text.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { sha256 } from '../util/hash.ts'
import type { TemplateText } from './facts.ts'
import type { ScriptFacts } from './manifest.ts'
import { type HashedText, modelScript, moduleScript, type StoredScript } from './script-facts.ts'
import { attachFacts, type Spot } from './template-facts.ts'

const PARSED = /\.(?:[cm]?ts|[cm]?js)$/
const ENDINGS = ['', '.ts', '.js', '.mjs', '/index.ts', '/index.js']

/** Facts of a model's file, and of all that it imports of the project. @throws ModelError M33xx. */
export function extractScript(
  file: HashedText,
  { root, cache }: { readonly root: string; readonly cache: ContentCache },
) {
  const stored = modelScript(file, cache)
  const modules = new Map<string, StoredScript>()
  collect({ file, stored }, { root, cache, modules })
  modules.delete(file.path)
  const ordered = [...modules].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [path, [line, column, length]] of stored.inputs)
    if (!isFile(join(root, path)))
      throw modelError(
        'M3306',
        { path, reason: 'does not exist' },
        { place: { file: file.path, line, column, length } },
      )
  const names = new Set([stored, ...modules.values()].flatMap(script => script.names))
  const place = ([line, column, length]: Spot): Place => ({ file: file.path, line, column, length })
  const script: ScriptFacts = {
    code: stored.code,
    names: [...names],
    modules: ordered.map(([path, { code }]) => ({ path, code })),
    inputs: stored.inputs.map(([path]) => path),
    rows: place(stored.rows ?? [1, 1, 1]),
    schemas: Object.fromEntries((stored.schemas ?? []).map(([name, spot]) => [name, place(spot)])),
  }
  return { facts: attachFacts({ path: file.path, text: file.text }, stored.facts), script }
}

interface Collecting {
  readonly root: string
  readonly cache: ContentCache
  readonly modules: Map<string, StoredScript>
}

function collect(
  { file, stored }: { readonly file: TemplateText; readonly stored: StoredScript },
  collecting: Collecting,
): void {
  const { root, cache, modules } = collecting
  for (const [specifier, [line, column, length]] of stored.imports) {
    const path = resolveModule(root, file.path, specifier)
    if (path === undefined)
      throw modelError('M3307', { specifier }, { place: { file: file.path, line, column, length } })
    if (modules.has(path)) continue
    const text = readText(root, path)
    const module = { path, text, hash: sha256(text) }
    const found = PARSED.test(path) ? moduleScript(module, cache) : wholeFile(module)
    modules.set(path, found)
    collect({ file: module, stored: found }, collecting)
  }
}

/** A file without code, such as JSON. */
function wholeFile({ hash }: HashedText): StoredScript {
  const facts = { references: [], macros: {}, vars: [], env: [], config: {} }
  return { facts, inputs: [], imports: [], code: hash, names: [] }
}

/** Path below the root; undefined when there is no such file. */
function resolveModule(root: string, from: string, specifier: string): string | undefined {
  const base = posix.join(posix.dirname(from), specifier)
  const typed = base.replace(/\.([cm]?)js$/, '.$1ts')
  return [typed, ...ENDINGS.map(ending => base + ending)].find(path => isFile(join(root, path)))
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** Where pages are as files: what a path of the server is called below the folder of a static site. Also for browsers. */

/** The file of the page of a node or macro. Ids may have letters that files cannot, or that some cannot tell apart. */
export function nodeFile(id: string): string {
  const safe = id.toLowerCase().replace(/[^a-z0-9._-]/g, '_')
  const name = safe === id && id.length <= 120 ? id : `${safe.slice(0, 120)}-${digest(id)}`
  return `nodes/${name}.html`
}

/** The file of a list, by its kind and page (from 1). */
export function listFile(kind: string, page = 1): string {
  const name = kind === 'any' ? 'model' : kind
  return `${name}s${page === 1 ? '' : `-${page}`}.html`
}

/** FNV-1a: short, the same everywhere, and no secret depends on it. */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (const letter of text) {
    hash ^= letter.codePointAt(0)!
    hash = Math.imul(hash, 0x01000193) >>> 0
  }
  return hash.toString(36)
}

/** The file of a path of the server. @throws Error for one that a static site has not: a mistake of ours. */
export function fileOf(
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  if (path === '/') return 'index.html'
  if (path === '/models') return listFile(query['kind'] ?? 'model', Number(query['page'] ?? 1))
  if (path === '/lineage' || path === '/search') return `${path.slice(1)}.html`
  const [, room, id] = /^\/(nodes|lineage)\/(.+)$/.exec(path) ?? []
  if (id === undefined) throw new Error(`${path} is no page of a static site`)
  return nodeFile(decodeURIComponent(id)) + (room === 'lineage' ? '#lineage' : '')
}

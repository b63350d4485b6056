/** Finds the pages of a server by their links, one of each kind: what is linked from nowhere is not a page. */
import type { Page } from 'playwright-core'

/** Pages of a kind that are opened. */
const OF_A_KIND = 2

/** The kind of a page: its path without names and numbers, and the names of its query. */
export function kindOf(url: URL): string {
  const path = url.pathname
    .replace(/\/runs\/\d[^/]*/, '/runs/:id')
    .replace(/^(\/(?:nodes|lineage))\/([a-z_]+)\.[^/]*/, '$1/:$2')
  const names = [...new Set(url.searchParams.keys())].sort().join(',')
  return names === '' ? path : `${path}?${names}`
}

/** Opens pages from the first one on and calls `visit` on each; returns their addresses. */
export async function crawl(
  page: Page,
  start: string,
  visit: (url: URL) => Promise<void>,
): Promise<readonly string[]> {
  const { origin } = new URL(start)
  const waiting = [start]
  const known = new Set(waiting)
  const visited: string[] = []
  const kinds = new Map<string, number>()
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const url = new URL(next)
    const kind = kindOf(url)
    const count = kinds.get(kind) ?? 0
    if (count >= OF_A_KIND) continue
    kinds.set(kind, count + 1)
    await page.goto(next, { waitUntil: 'load' })
    visited.push(next)
    await visit(url)
    for (const link of await linksOf(page)) {
      const found = new URL(link, next)
      found.hash = ''
      if (found.origin !== origin || isOther(found) || known.has(found.href)) continue
      known.add(found.href)
      waiting.push(found.href)
    }
  }
  return visited
}

/** As text: who imports this knows nothing of documents. */
const LINKS = `[...document.querySelectorAll('a[href]')].map(link => link.href.baseVal ?? link.href)`

const linksOf = (page: Page): Promise<string[]> => page.evaluate(LINKS)

/** What is no page, files to keep and answers for programs; and the same in another language. */
function isOther({ pathname, searchParams }: URL): boolean {
  return (
    searchParams.has('lang') || /^\/(?:api|assets|openapi\.json)\b|\/csv\/|\.csv$/.test(pathname)
  )
}

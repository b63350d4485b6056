/**
 * A static site in a browser: one classic script, because browsers load no modules from files. Search and lineage come as
 * scripts too, when they are asked for.
 */
import { Diagram } from '../../lineage/diagram.tsx'
import { neighbourhood, type Opened, open } from '../../lineage/neighbourhood.ts'
import { find, type SearchIndex, searchIndex } from '../../search/find.ts'
import { SearchResults } from '../../search/search-results.tsx'
import { nodeFile } from '../../static/file-names.ts'
import { chooseLanguage } from '../../words.ts'
import { scrollToFocus, startLineage } from '../lineage.ts'
import { startSearchBox } from '../search-box.ts'
import { labelCells, startTables } from '../tables.ts'
import { startThemeSwitch } from '../theme-switch.ts'
import { colourCode } from './colour-code.ts'
import { loadOnce } from './load-once.ts'
import { type GraphEntry, type SiteGraph, siteGraph } from './site-graph.ts'

type SearchEntries = Parameters<typeof searchIndex>[0]

const root = new URL('..', (document.currentScript as HTMLScriptElement).src)
const language = chooseLanguage(document.documentElement.lang)
const href = (id: string) => new URL(nodeFile(id), root).href

const search = loadOnce(
  new URL('data/search.js', root),
  (): SearchIndex => searchIndex(global<SearchEntries>('modelSearch')),
)
const lineage = loadOnce(new URL('data/lineage.js', root), () =>
  siteGraph(global<readonly GraphEntry[]>('modelLineage')),
)

startThemeSwitch()
startTables()
labelCells()

startSearchBox(async query => {
  const { hits } = find(await search(), query, 8)
  return hits.map(({ entry: [id, kind, name, where], columns }) => {
    return { href: href(id), kind, name, where, columns: columns.slice(0, 4).join(', ') }
  })
})

startLineage(async handle => {
  const { lineage: focus = '', up = '', down = '' } = handle.drawing.dataset
  const opened = open({ up: split(up), down: split(down) }, handle.side, handle.id)
  return drawing(await lineage(), focus, opened)
})

for (const place of document.querySelectorAll<HTMLElement>('[data-draw]')) void draw(place)
colourCode()

/** The drawing of a page; only its place is in the file. */
async function draw(place: HTMLElement): Promise<void> {
  const graph = await lineage()
  const drawn = drawing(graph, place.dataset['draw'] ?? '', { up: [], down: [] })
  if (drawn === undefined) return
  place.replaceWith(drawn)
  scrollToFocus(drawn)
}

function drawing(graph: SiteGraph, focus: string, opened: Opened): HTMLElement | undefined {
  return element(
    Diagram({
      language,
      focus,
      opened,
      shown: neighbourhood(graph, focus, opened),
      node: other => ({ ...graph.node(other), href: href(other) }),
      openHref: () => '#lineage',
    }),
  )
}

const results = document.querySelector('[data-search-results]')
const query = new URLSearchParams(location.search).get('q')?.trim().slice(0, 200)
if (results !== null && query) {
  document.querySelector<HTMLInputElement>('.find input')!.value = query
  void search().then(index => {
    const made = SearchResults({ language, query, href, result: find(index, query, 60) })
    results.replaceChildren(...parsed(made))
  })
}

const split = (ids: string) => ids.split(' ').filter(id => id !== '')

function global<T>(name: string): T {
  return (globalThis as unknown as Record<string, T>)[name]!
}

/** What components make is escaped by them. */
function parsed(made: unknown): NodeListOf<ChildNode> {
  return new DOMParser().parseFromString(String(made), 'text/html').body.childNodes
}

function element(made: unknown): HTMLElement | undefined {
  const [first] = parsed(made)
  return first instanceof HTMLElement ? first : undefined
}

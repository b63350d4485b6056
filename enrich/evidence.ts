/** Which of the pages that an answer names are evidence: those that the search has seen. A model may invent an address. */
import { z } from 'sql-model'

const source = z.looseObject({ url: z.string() })
const search = z.looseObject({
  action: z.looseObject({
    url: z.string().nullish(),
    sources: z.array(source).nullish(),
  }),
})
const message = z.looseObject({
  content: z.array(
    z.looseObject({
      annotations: z.array(z.looseObject({ url: z.string().optional() })).optional(),
    }),
  ),
})

/** Addresses that searches of a response found or opened, and those that its text cites. */
export function consultedPages(output: readonly unknown[]): readonly string[] {
  return output.flatMap(item => {
    const searched = search.safeParse(item)
    if (searched.success) {
      const { url, sources } = searched.data.action
      return [...(url ? [url] : []), ...(sources ?? []).map(each => each.url)]
    }
    const said = message.safeParse(item)
    if (!said.success) return []
    return said.data.content.flatMap(part => part.annotations ?? []).flatMap(({ url }) => url ?? [])
  })
}

const named = z.looseObject({ evidence_urls: z.array(z.string()) })

/** What an answer names under evidence_urls and was consulted; all that it names where no page was reported. */
export function evidence(answer: unknown, consulted: readonly string[]): readonly string[] {
  const parsed = named.safeParse(answer)
  if (!parsed.success) return []
  const seen = new Set(consulted.map(pageKey))
  const pages = parsed.data.evidence_urls.filter(url => /^https?:\/\/\S+$/i.test(url))
  const kept = seen.size === 0 ? pages : pages.filter(url => seen.has(pageKey(url)))
  return [...new Set(kept)]
}

/** The page, without scheme, www, final slash, fragment and what a link is marked with. */
function pageKey(url: string): string {
  if (!URL.canParse(url)) return url
  const { hostname, pathname, searchParams } = new URL(url)
  const marks = [...searchParams.keys()].filter(name => name.startsWith('utm_'))
  for (const mark of marks) searchParams.delete(mark)
  const query = searchParams.size === 0 ? '' : `?${searchParams}`
  return hostname.replace(/^www\./, '') + pathname.replace(/\/+$/, '') + query
}

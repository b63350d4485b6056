/** The page of a search. In a static site a script fills it. */
import { nodePath } from '../documentation/documentation.ts'
import { StateNotice } from '../documentation/parts.tsx'
import { nodeState, StateTag } from '../documentation/state-tag.tsx'
import type { View } from '../documentation/view.ts'
import type { PageContent } from '../page.ts'
import { find } from './find.ts'
import { SearchResults } from './search-results.tsx'

const MOST = 60

/** The page of a query. */
export function searchPage(view: View, query: string): PageContent {
  const { t, documentation, page, state } = view
  const body = (
    <>
      <div class="page-head">
        <h1>{t('search')}</h1>
      </div>
      <StateNotice view={view} />
      <div data-search-results>
        <SearchResults
          language={page.language}
          query={query}
          result={find(documentation.search(), query, MOST)}
          href={id => page.links.to(nodePath(id))}
          state={id => <StateTag language={page.language} state={nodeState(state, id)} />}
        />
      </div>
    </>
  )
  return { title: query === '' ? t('search') : `${t('search')}: ${query}`, section: 'search', body }
}

/** Results of a search, with what of them was found. Made on a server, and in the browser of a static site alike. */
import type { Child, FC } from 'hono/jsx'
import { Empty } from '../shell/messages.tsx'
import { type Language, words } from '../words.ts'
import { fold, queryWords, type SearchHit, type SearchResult } from './find.ts'
import { SEARCH_WORDS } from './search-words.ts'

export interface SearchResultsProps {
  readonly language: Language
  readonly query: string
  readonly result: SearchResult
  readonly href: (id: string) => string
  /** What is shown of the state of a node. */
  readonly state?: (id: string) => Child
}

/** The results of a query. */
export const SearchResults: FC<SearchResultsProps> = props => {
  const { language, query, result } = props
  const t = words(language, SEARCH_WORDS)
  if (query === '') return <p class="muted">{t('typeSomething')}</p>
  if (result.total === 0)
    return <Empty title={t('nothingFound', { query })}>{t('nothingFoundDo')}</Empty>
  return (
    <>
      <p class="lead">{t('found', { count: result.total })}</p>
      <ol class="plain hits">
        {result.hits.map(hit => (
          <Hit {...props} hit={hit} />
        ))}
      </ol>
    </>
  )
}

const Hit: FC<SearchResultsProps & { readonly hit: SearchHit }> = props => {
  const { hit, language, href, state } = props
  const t = words(language, SEARCH_WORDS)
  const asked = queryWords(props.query)
  const [id, kind, name, where, , description] = hit.entry
  return (
    <li>
      <a href={href(id)}>{marked(name, asked)}</a>{' '}
      <span class="small muted">
        {t(kind as keyof typeof SEARCH_WORDS)} · {marked(where, asked)}
      </span>{' '}
      {state?.(id)}
      {hit.columns.length > 0 && (
        <div class="small mono wrap">{marked(hit.columns.slice(0, 8).join(', '), asked)}</div>
      )}
      <div class="small muted">{marked(excerpt(description, asked), asked)}</div>
    </li>
  )
}

/** A text with the words of the query marked. Where folding changes the length of a text, nothing is. */
export function marked(text: string, asked: readonly string[]): Child {
  const folded = fold(text)
  if (folded.length !== text.length) return text
  const parts: Child[] = []
  let done = 0
  while (done < text.length) {
    const next = asked
      .map(word => ({ word, at: folded.indexOf(word, done) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at || b.word.length - a.word.length)[0]
    if (next === undefined) break
    parts.push(text.slice(done, next.at))
    done = next.at + next.word.length
    parts.push(<mark>{text.slice(next.at, done)}</mark>)
  }
  return <>{[...parts, text.slice(done)]}</>
}

/** The part of a description in which a word was found. */
function excerpt(text: string, asked: readonly string[], length = 180): string {
  const plain = text.replace(/\s+/g, ' ')
  const folded = fold(plain)
  const first = Math.min(
    ...asked.map(word => folded.indexOf(word)).map(at => (at < 0 ? plain.length : at)),
  )
  const from = first < length - 40 || first === plain.length ? 0 : first - 40
  const part = plain.slice(from, from + length)
  return `${from > 0 ? '…' : ''}${part}${from + length < plain.length ? '…' : ''}`
}

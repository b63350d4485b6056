/** Results of a search, with what of them was found. */
import type { Child, FC } from 'hono/jsx'
import { nodePath } from '../documentation/documentation.ts'
import type { DocumentationWord } from '../documentation/documentation-words.ts'
import { StateNotice } from '../documentation/parts.tsx'
import { nodeState, StateTag } from '../documentation/state-tag.tsx'
import type { View } from '../documentation/view.ts'
import type { PageContent } from '../page.ts'
import { Empty } from '../shell/messages.tsx'
import { find, fold, type SearchHit } from './find.ts'

const MOST = 60

/** The page of a query. */
export function searchPage(view: View, query: string): PageContent {
  const { t, documentation } = view
  const { hits, total } = find(documentation.search(), query, MOST)
  const body = (
    <>
      <div class="page-head">
        <h1>{t('search')}</h1>
        {query !== '' && <p class="lead">{t('found', { count: total })}</p>}
      </div>
      <StateNotice view={view} />
      {query === '' && <p class="muted">{t('typeSomething')}</p>}
      {query !== '' && total === 0 && (
        <Empty title={t('nothingFound', { query })}>{t('nothingFoundDo')}</Empty>
      )}
      <ol class="plain hits">
        {hits.map(hit => (
          <Hit
            view={view}
            hit={hit}
            words={fold(query)
              .split(/[\s,]+/)
              .filter(Boolean)}
          />
        ))}
      </ol>
    </>
  )
  return { title: query === '' ? t('search') : `${t('search')}: ${query}`, section: 'search', body }
}

interface HitProps {
  readonly view: View
  readonly hit: SearchHit
  readonly words: readonly string[]
}

const Hit: FC<HitProps> = ({ view, hit, words }) => {
  const { page, t, state } = view
  const [id, kind, name, where, , description] = hit.entry
  return (
    <li>
      <a href={page.links.to(nodePath(id))}>{marked(name, words)}</a>{' '}
      <span class="small muted">
        {t(kind as DocumentationWord)} · {marked(where, words)}
      </span>{' '}
      <StateTag language={page.language} state={nodeState(state, id)} />
      {hit.columns.length > 0 && (
        <div class="small mono wrap">{marked(hit.columns.slice(0, 8).join(', '), words)}</div>
      )}
      <div class="small muted">{marked(excerpt(description, words), words)}</div>
    </li>
  )
}

/** A text with the words of the query marked. Folding keeps the length of almost all letters; where not, nothing is marked. */
export function marked(text: string, words: readonly string[]): Child {
  const folded = fold(text)
  if (folded.length !== text.length) return text
  const parts: Child[] = []
  let done = 0
  while (done < text.length) {
    const next = words
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
function excerpt(text: string, words: readonly string[], length = 180): string {
  const plain = text.replace(/\s+/g, ' ')
  const first = Math.min(
    ...words.map(word => fold(plain).indexOf(word)).map(at => (at < 0 ? plain.length : at)),
  )
  const from = first < length - 40 || first === plain.length ? 0 : first - 40
  const part = plain.slice(from, from + length)
  return `${from > 0 ? '…' : ''}${part}${from + length < plain.length ? '…' : ''}`
}

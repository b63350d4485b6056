/** Pages and boxes that have nothing to show: what happened, and what to do now. */
import type { Child, FC } from 'hono/jsx'
import type { Page, PageContent } from '../page.ts'
import { SIGN_IN_WORDS } from '../sign-in/sign-in-words.ts'
import { signInHref } from '../sign-in/where-to.ts'
import { words } from '../words.ts'
import { ERROR_TITLES, ERROR_WORDS, SHELL_WORDS } from './shell-words.ts'

interface EmptyProps {
  readonly title: string
  /** What to do: a sentence, a link. */
  readonly children?: Child
  /** A command to type. */
  readonly command?: string
}

/** A place that is empty, and how to fill it. */
export const Empty: FC<EmptyProps> = ({ title, children, command }) => (
  <div class="empty">
    <p class="empty-title">{title}</p>
    {children && <p>{children}</p>}
    {command !== undefined && (
      <p>
        <code>{command}</code>
      </p>
    )}
  </div>
)

export interface ErrorFacts {
  readonly status: number
  /** What the server says of it. */
  readonly detail?: string
  /** Found in the log under this. */
  readonly requestId?: string
}

/** A page that says no, and helps. */
export function errorPage(page: Page, { status, detail, requestId }: ErrorFacts): PageContent {
  const t = words(page.language, SHELL_WORDS)
  const explain = words(page.language, ERROR_WORDS)
  const word = wordFor(status)
  const title = words(page.language, ERROR_TITLES)(word)
  const body = (
    <div class="message">
      <h1>
        <small class="kind">{t('errorNumber', { status: String(status) })}</small> {title}
      </h1>
      <p>{withCode(explain(word))}</p>
      {/* What a 401 says is for programs. */}
      {detail !== undefined && status !== 401 && <p>{detail}</p>}
      {(status === 401 || status === 403) && (
        <p>
          <a class="button primary" href={signInHref(page.here ?? '/')}>
            {words(page.language, SIGN_IN_WORDS)('signIn')}
          </a>
        </p>
      )}
      <p>
        <a href={page.links.to('/')}>{t('back')}</a>
      </p>
      {requestId !== undefined && status !== 401 && status !== 404 && (
        <p class="muted">{t('requestId', { id: requestId })}</p>
      )}
    </div>
  )
  return { title, body, status }
}

/** The nearest that there are words for: 500 for what has none. */
function wordFor(status: number): keyof typeof ERROR_WORDS {
  const known = Object.keys(ERROR_WORDS) as (keyof typeof ERROR_WORDS)[]
  return known.find(key => key === `status${status}`) ?? (status < 500 ? 'status400' : 'status500')
}

/** Text with what stands in backticks as code. */
export function withCode(text: string): readonly Child[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code>{part}</code> : part))
}

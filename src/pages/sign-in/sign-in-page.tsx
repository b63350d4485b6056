/** The page on which one signs in by a token, and out again. */
import type { FC } from 'hono/jsx'
import type { Page, PageContent } from '../page.ts'
import { withCode } from '../shell/messages.tsx'
import { type Translate, words } from '../words.ts'
import { SIGN_IN_WORDS } from './sign-in-words.ts'

export interface SigningIn {
  /** Where one goes back to. */
  readonly next: string
  readonly hasTokens: boolean
  /** Why a token was not taken. */
  readonly refused?: { readonly status: number; readonly seconds?: number }
}

interface Props {
  readonly t: Translate<typeof SIGN_IN_WORDS>
  readonly signing: SigningIn
}

/** Its content. */
export function signInPage(page: Page, signing: SigningIn): PageContent {
  const t = words(page.language, SIGN_IN_WORDS)
  const { visitor } = page
  const body = (
    <div class="message narrow">
      <h1>{t('signIn')}</h1>
      {visitor !== undefined && <Signed t={t} signing={signing} name={visitor} />}
      {(visitor === undefined || signing.hasTokens) && (
        <Form t={t} signing={signing} lead={t(visitor === undefined ? 'lead' : 'another')} />
      )}
    </div>
  )
  return { title: t('signIn'), body, status: signing.refused?.status ?? 200 }
}

const Form: FC<Props & { lead: string }> = ({ t, lead, signing: { next, hasTokens, refused } }) =>
  hasTokens ? (
    <>
      <p>{lead}</p>
      {refused !== undefined && (
        <p class="notice warn" role="alert">
          {refused.status === 429 ? t('tooMany', { seconds: refused.seconds ?? 10 }) : t('unknown')}
        </p>
      )}
      <form method="post" action="/login" class="sign-in">
        <input type="hidden" name="next" value={next} />
        <label>
          {t('token')}
          <input
            type="password"
            name="token"
            required
            autofocus
            autocomplete="current-password"
            spellcheck={false}
          />
        </label>
        <button type="submit" class="primary">
          {t('signIn')}
        </button>
      </form>
      <p class="small">{withCode(t('orLink'))}</p>
    </>
  ) : (
    <>
      <p>{withCode(t('noTokens'))}</p>
      <p class="small">{withCode(t('orTokens'))}</p>
    </>
  )

const Signed: FC<Props & { name: string }> = ({ t, signing: { next }, name }) => (
  <>
    <p>{name === 'session' ? t('byLink') : t('signedIn', { name })}</p>
    <div class="signed">
      <a class="button primary" href={next}>
        {t('goOn')}
      </a>
      <SignOut label={t('signOut')} />
    </div>
  </>
)

/** A button that ends it. */
export const SignOut: FC<{ readonly label: string }> = ({ label }) => (
  <form method="post" action="/login">
    <button type="submit" name="leave" value="1">
      {label}
    </button>
  </form>
)

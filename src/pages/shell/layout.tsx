/** The frame around every page: header, navigation, search, switches of colours and language. */
import type { FC } from 'hono/jsx'
import type { Page, PageContent, Section } from '../page.ts'
import { SignOut } from '../sign-in/sign-in-page.tsx'
import { SIGN_IN_WORDS } from '../sign-in/sign-in-words.ts'
import { signInHref } from '../sign-in/where-to.ts'
import { LANGUAGES, words } from '../words.ts'
import { SHELL_WORDS } from './shell-words.ts'

const PATHS: Readonly<Record<Section, string>> = {
  overview: '/',
  models: '/models',
  lineage: '/lineage',
  runs: '/runs',
  dashboards: '/dashboards',
  search: '/search',
}

/** For files, which no server sends headers with. */
const FILE_POLICY =
  "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:"

/** A whole document, as text. */
export function renderPage(page: Page, content: PageContent): string {
  return `<!doctype html>\n${(<Document page={page} content={content} />).toString()}`
}

interface FrameProps {
  readonly page: Page
  readonly content: PageContent
}

const Document: FC<FrameProps> = ({ page, content }) => {
  const { links, language } = page
  const t = words(language, SHELL_WORDS)
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {!links.isServed && <meta http-equiv="content-security-policy" content={FILE_POLICY} />}
        <title>{`${content.title} · ${page.project}`}</title>
        <link rel="icon" href={links.asset('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={links.asset('style.css')} />
        {(content.styles ?? []).map(name => (
          <link rel="stylesheet" href={links.asset(name)} />
        ))}
        <script src={links.asset('theme.js')} />
        <Scripts page={page} content={content} />
      </head>
      <body>
        <a class="skip" href="#content">
          {t('skip')}
        </a>
        <Header page={page} content={content} />
        <main id="content" tabindex={-1} class={content.isWide ? 'wide' : undefined}>
          {content.body}
        </main>
      </body>
    </html>
  )
}

/** Modules on a server. A browser does not load modules from files, so there they are one classic script. */
const Scripts: FC<FrameProps> = ({ page: { links }, content }) =>
  links.isServed ? (
    <>
      {['app.js', ...(content.scripts ?? [])].map(name => (
        <script type="module" src={links.asset(name)} />
      ))}
    </>
  ) : (
    <script defer src={links.asset('site.js')} />
  )

const Header: FC<FrameProps> = ({ page, content }) => {
  const { links } = page
  const t = words(page.language, SHELL_WORDS)
  return (
    <header class="top">
      <a class="brand" href={links.to('/')}>
        <img src={links.asset('icon.svg')} alt="" width="20" height="20" />
        <span>{page.project}</span>
        <small title={t('target')}>{page.target}</small>
      </a>
      <nav aria-label={t('navigation')}>
        {links.sections
          .filter(section => section !== 'search')
          .map(section => (
            <a
              href={links.to(PATHS[section])}
              aria-current={section === content.section ? 'page' : undefined}
            >
              {t(section)}
            </a>
          ))}
      </nav>
      <form class="find" role="search" action={links.to('/search')} method="get">
        <input
          type="search"
          name="q"
          value={page.query.get('q') ?? ''}
          placeholder={links.isServed ? t('searchFor') : t('search')}
          aria-label={t('searchFor')}
          autocomplete="off"
        />
      </form>
      <Switches page={page} />
    </header>
  )
}

const Switches: FC<{ page: Page }> = ({ page }) => {
  const t = words(page.language, SHELL_WORDS)
  return (
    <div class="switches">
      <Visitor page={page} />
      {page.links.isServed && (
        <span role="group" aria-label={t('language')}>
          {LANGUAGES.map(language => (
            <a
              href={inLanguage(page, language)}
              lang={language}
              hreflang={language}
              aria-current={language === page.language ? 'true' : undefined}
            >
              {language.toUpperCase()}
            </a>
          ))}
        </span>
      )}
      <button type="button" class="quiet" data-theme-switch hidden />
    </div>
  )
}

/** In or out, where there is somebody to ask. */
const Visitor: FC<{ page: Page }> = ({ page: { language, visitor, here } }) => {
  if (here === undefined) return null
  const t = words(language, SIGN_IN_WORDS)
  return visitor === undefined ? (
    <a href={signInHref(here)}>{t('signIn')}</a>
  ) : (
    <SignOut label={t('signOut')} />
  )
}

/** This page again. Without its path: that is what somebody typed, and `//elsewhere` would lead there. */
function inLanguage({ query }: Page, language: string): string {
  const asked = new URLSearchParams(query)
  asked.set('lang', language)
  return `?${asked}`
}

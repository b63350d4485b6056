/** Asks before something is done, for whoever has no script that asks in place. */
import type { ActionDeclaration } from '../../project/dashboard.ts'
import type { PageContent } from '../page.ts'
import { words } from '../words.ts'
import { filled } from './action.tsx'
import { DASHBOARD_WORDS } from './dashboard-words.ts'
import type { DashboardView } from './item-view.ts'
import { textIn } from './localized.ts'

/** The page that asks; its form is that of the button, confirmed. */
export function confirmPage(
  view: DashboardView,
  action: ActionDeclaration,
  fields: URLSearchParams,
): PageContent {
  const { language } = view.page
  const t = words(language, DASHBOARD_WORDS)
  const columns = [...fields].filter(([name]) => name.startsWith('column.'))
  const row = Object.fromEntries(columns.map(([name, value]) => [name.slice(7), value]))
  const title = t('confirmTitle')
  const back = fields.get('back') ?? ''
  return {
    title,
    section: 'dashboards',
    styles: ['dashboards.css'],
    body: (
      <div class="message">
        <h1>{title}</h1>
        <p>{filled(textIn(action.confirm, language)!, row)}</p>
        <form method="post" action={`${view.path}/act`} class="actions">
          {[...fields].map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <input type="hidden" name="confirmed" value="1" />
          <button type="submit" class={action.tone === 'bad' ? 'danger' : 'primary'}>
            {filled(textIn(action.label, language)!, row)}
          </button>
          <a class="button" href={back === '' ? view.path : `${view.path}?${back}`}>
            {t('cancel')}
          </a>
        </form>
      </div>
    ),
  }
}

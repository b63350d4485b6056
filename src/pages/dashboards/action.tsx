/**
 * Buttons that call endpoints. Each is a form that posts to the dashboard itself, which calls the endpoint: so they work
 * without a script, and no page elsewhere can press them.
 */
import type { FC } from 'hono/jsx'
import type { ActionDeclaration, ItemDeclaration } from '../../project/dashboard.ts'
import { SIGN_IN_WORDS } from '../sign-in/sign-in-words.ts'
import { signInHref } from '../sign-in/where-to.ts'
import { words } from '../words.ts'
import { DASHBOARD_WORDS } from './dashboard-words.ts'
import { withQuery } from './filters.ts'
import type { DashboardView } from './item-view.ts'
import { textIn, valueLabel } from './localized.ts'
import { type Row, valueAt } from './show-value.ts'

/** `page.0`, `section.1.0`, `item.links.0`: which action of the file a form is of. */
export type ActionKey = string

interface FormProps {
  readonly view: DashboardView
  readonly action: ActionDeclaration
  readonly name: ActionKey
  readonly row?: Row
  /** Where one comes back to. */
  readonly anchor?: string
}

/** Values of the row that the action needs, or names, as hidden fields: `column.link_id`. */
const RowFields: FC<{ action: ActionDeclaration; row: Row | undefined }> = ({ action, row }) => (
  <>
    {(row ? columnsOf(action) : []).map(name => (
      <input type="hidden" name={`column.${name}`} value={String(valueAt(row!, name) ?? '')} />
    ))}
  </>
)

function columnsOf({ parameters, confirm, label }: ActionDeclaration): readonly string[] {
  const taken = parameters.flatMap(({ value }) => (value.from === 'column' ? [value.name] : []))
  const texts = [...Object.values(confirm ?? {}), ...Object.values(label)]
  const named = texts.flatMap(text => [...text.matchAll(COLUMN)].map(match => match[1]!))
  return [...new Set([...taken, ...named])]
}

/** A column in a text: `{email}`. */
const COLUMN = /\{([\w.]+)\}/g

/** The text of a question or a label, with `{column}` filled in from the row. */
export function filled(text: string, row: Row | undefined): string {
  return text.replace(COLUMN, (found, column: string) => {
    const value = row && valueAt(row, column)
    return value === undefined || value === null ? found : String(value)
  })
}

/** One action, as a form. */
export const ActionForm: FC<FormProps> = ({ view, action, name, row, anchor }) => {
  const { page, path } = view
  const endpoint = view.endpointOf(action.endpoint.text)
  const isOpen = view.mayCall(endpoint)
  const label = textIn(action.label, page.language)!
  const confirm = textIn(action.confirm, page.language)
  const t = words(page.language, DASHBOARD_WORDS)
  return (
    <form
      method="post"
      action={`${path}/act`}
      class="action"
      data-confirm={confirm === undefined ? undefined : filled(confirm, row)}
      data-cancel={t('cancel')}
    >
      <input type="hidden" name="action" value={name} />
      <input type="hidden" name="back" value={withQuery(page.query, {}).toString()} />
      {anchor !== undefined && <input type="hidden" name="anchor" value={anchor} />}
      <RowFields action={action} row={row} />
      {action.choose ? (
        <Choice view={view} action={action} row={row} isOpen={isOpen} />
      ) : (
        <button
          type="submit"
          disabled={!isOpen}
          class={row === undefined ? 'primary' : action.tone === 'bad' ? 'small danger' : 'small'}
        >
          {filled(label, row)}
        </button>
      )}
    </form>
  )
}

const Choice: FC<{
  view: DashboardView
  action: ActionDeclaration
  row: Row | undefined
  isOpen: boolean
}> = ({ view, action, row, isOpen }) => {
  const { language } = view.page
  const t = words(language, DASHBOARD_WORDS)
  const label = textIn(action.label, language)!
  const current = action.current && row ? String(valueAt(row, action.current.text)) : undefined
  return (
    <>
      <select name="choice" aria-label={filled(label, row)} disabled={!isOpen} data-submit>
        {choicesOf(view, action).map(choice => (
          <option value={choice} selected={choice === current}>
            {valueLabel(action.values, choice, language)}
          </option>
        ))}
      </select>
      <button type="submit" class="small" disabled={!isOpen} data-hide>
        {t('set')}
      </button>
    </>
  )
}

/** What may be chosen. */
export function choicesOf(view: DashboardView, action: ActionDeclaration): readonly string[] {
  const { definition } = view.endpointOf(action.endpoint.text)
  const parameters = definition.kind === 'statement' ? definition.parameters : []
  return parameters.find(({ name }) => name === action.choose?.text)?.choices ?? []
}

/** The actions of a row. */
export const RowActions: FC<{ view: DashboardView; item: ItemDeclaration; row: Row }> = ({
  view,
  item,
  row,
}) => (
  <>
    {item.actions.map((action, at) => (
      <ActionForm
        view={view}
        action={action}
        name={`item.${item.id}.${at}`}
        row={row}
        anchor={item.id}
      />
    ))}
  </>
)

/** The actions of a page or a section, and what is needed for them. */
export const Actions: FC<{
  view: DashboardView
  actions: readonly ActionDeclaration[]
  /** `page`, `section.1`. */
  prefix: string
}> = ({ view, actions, prefix }) => {
  if (actions.length === 0) return null
  const { language } = view.page
  const t = words(language, DASHBOARD_WORDS)
  const areOpen = actions.every(({ endpoint }) => view.mayCall(view.endpointOf(endpoint.text)))
  return (
    <div class="actions">
      {actions.map((action, at) => {
        const note = textIn(action.note, language)
        return (
          <div>
            <ActionForm view={view} action={action} name={`${prefix}.${at}`} />
            {note !== undefined && <small class="muted">{note}</small>}
          </div>
        )
      })}
      {!areOpen && (
        <p class="muted">
          <a href={signInHref(view.page.here ?? '/')}>{words(language, SIGN_IN_WORDS)('signIn')}</a>{' '}
          {t('needsAccess')}
        </p>
      )}
    </div>
  )
}

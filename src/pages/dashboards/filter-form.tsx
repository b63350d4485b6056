/** The fields above a page: a form that is sent as it is, and by itself where a script is there. */
import type { FC } from 'hono/jsx'
import type { EndpointParameter } from '../../compile/endpoint.ts'
import { words } from '../words.ts'
import { DASHBOARD_WORDS } from './dashboard-words.ts'
import type { FilterState } from './filters.ts'
import type { DashboardView } from './item-view.ts'
import { textIn, valueLabel } from './localized.ts'

/** A choice of a filter. */
export interface FilterChoice {
  readonly value: string
  readonly label: string
}

interface FormProps {
  readonly view: DashboardView
  /** Choices by the names of the filters that have them; others are fields to type into. */
  readonly choices: ReadonlyMap<string, readonly FilterChoice[]>
}

/** The filters of a page. */
export const FilterForm: FC<FormProps> = ({ view, choices }) => {
  if (view.filters.length === 0) return null
  const t = words(view.page.language, DASHBOARD_WORDS)
  return (
    <form class="filters" method="get" action={view.path} aria-label={t('filters')} data-filters>
      {view.filters.map(state => (
        <Field view={view} state={state} choices={choices.get(state.declaration.name)} />
      ))}
      <span class="filter-buttons">
        <button type="submit" data-hide>
          {t('apply')}
        </button>
        <a class="button quiet-link" href={view.path} data-follow>
          {t('reset')}
        </a>
      </span>
      {view.filters.map(({ refused }) =>
        refused === undefined ? null : (
          <p class="refused" role="alert">
            {t('badFilter', refused)}
          </p>
        ),
      )}
    </form>
  )
}

const Field: FC<{
  view: DashboardView
  state: FilterState
  choices: readonly FilterChoice[] | undefined
}> = ({ view, state: { declaration, parameter, value }, choices }) => {
  const { language } = view.page
  const t = words(language, DASHBOARD_WORDS)
  const { name } = declaration
  const label = textIn(declaration.label, language) ?? name
  const id = `filter-${name}`
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {choices === undefined ? (
        <input id={id} name={name} value={value ?? ''} {...inputKind(parameter)} />
      ) : (
        <select id={id} name={name}>
          {parameter.optional && (
            <option value="" selected={value === undefined}>
              {t('any')}
            </option>
          )}
          {choices.map(choice => (
            <option value={choice.value} selected={choice.value === value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}

function inputKind({ type, min, max, maxLength }: EndpointParameter) {
  if (type === 'date') return { type: 'date' }
  if (type === 'integer' || type === 'number') return { type: 'number', min, max }
  return { type: 'text', maxlength: maxLength }
}

/** The choices that a parameter lists, as the file calls them; undefined where it lists none. */
export function listedChoices(
  { declaration, parameter }: FilterState,
  language: DashboardView['page']['language'],
): readonly FilterChoice[] | undefined {
  const values = parameter.type === 'boolean' ? ['true', 'false'] : parameter.choices
  return values?.map(value => ({ value, label: valueLabel(declaration.values, value, language) }))
}

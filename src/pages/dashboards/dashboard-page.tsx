/** The page of one dashboard, and the list of all. */

import { raw } from 'hono/html'
import type { FC } from 'hono/jsx'
import type { Dashboard } from '../../compile/manifest.ts'
import type { SectionDeclaration } from '../../project/dashboard.ts'
import { markdownLine } from '../markdown.ts'
import type { Page, PageContent } from '../page.ts'
import { Empty } from '../shell/messages.tsx'
import { words } from '../words.ts'
import { Actions } from './action.tsx'
import { DASHBOARD_WORDS } from './dashboard-words.ts'
import { type FilterChoice, FilterForm } from './filter-form.tsx'
import { BigNumbers, Item, Markdown } from './item.tsx'
import type { DashboardView, ItemView } from './item-view.ts'
import { textIn } from './localized.ts'
import { type Progress, RunProgress } from './run-progress.tsx'

/** Everything that a page shows. */
export interface DashboardParts {
  readonly view: DashboardView
  readonly items: ReadonlyMap<string, ItemView>
  readonly choices: ReadonlyMap<string, readonly FilterChoice[]>
  /** The run that a button started. */
  readonly progress?: Progress
  /** What a button did. */
  readonly done?: string
  /** The other dashboards. */
  readonly all: readonly Dashboard[]
}

const FILES = { styles: ['dashboards.css'], scripts: ['dashboard.js'] }

/** The page of a dashboard. */
export function dashboardPage(parts: DashboardParts): PageContent {
  const { view } = parts
  const { declaration, page } = view
  const title = textIn(declaration.title, page.language)!
  return {
    ...FILES,
    title,
    section: 'dashboards',
    body: (
      <div class="dashboard" data-dashboard>
        <Head parts={parts} title={title} />
        {parts.done !== undefined && (
          <p class="notice told" role="status" data-told>
            {parts.done}
          </p>
        )}
        {parts.progress && <RunProgress view={view} progress={parts.progress} />}
        <FilterForm view={view} choices={parts.choices} />
        {declaration.sections.map((section, at) => (
          <Section parts={parts} section={section} at={at} />
        ))}
      </div>
    ),
  }
}

const Head: FC<{ parts: DashboardParts; title: string }> = ({ parts: { view, all }, title }) => {
  const { declaration, page } = view
  const { language } = page
  const t = words(language, DASHBOARD_WORDS)
  const { simulated } = declaration
  return (
    <>
      {all.length > 1 && <Tabs page={page} all={all} current={declaration.name} />}
      <div class="dashboard-head">
        <div>
          <h1>
            {title}
            {simulated && <span class="tag warn">{t('simulated')}</span>}
          </h1>
          <Markdown text={textIn(declaration.description, language)} class="lead" />
        </div>
        <Actions view={view} actions={declaration.actions} prefix="page" />
      </div>
      {simulated && (
        <p class="notice warn">
          <strong>{t('simulated')}.</strong> {textIn(simulated, language) ?? t('simulatedHelp')}
        </p>
      )}
    </>
  )
}

const Tabs: FC<{ page: Page; all: readonly Dashboard[]; current: string }> = ({
  page,
  all,
  current,
}) => (
  <nav class="tabs" aria-label={words(page.language, DASHBOARD_WORDS)('dashboards')}>
    {all.map(({ declaration: { name, title } }) => (
      <a
        href={page.links.to(`/dashboards/${name}`)}
        aria-current={name === current ? 'page' : undefined}
      >
        {textIn(title, page.language)}
      </a>
    ))}
  </nav>
)

const Section: FC<{ parts: DashboardParts; section: SectionDeclaration; at: number }> = ({
  parts: { view, items },
  section,
  at,
}) => {
  const { language } = view.page
  const title = textIn(section.title, language)
  const views = section.items.map(({ id }) => items.get(id)!)
  return (
    <section class="block" aria-labelledby={title === undefined ? undefined : `section-${at}`}>
      {title !== undefined && <h2 id={`section-${at}`}>{title}</h2>}
      <Markdown text={textIn(section.note, language)} class="note" />
      <Actions view={view} actions={section.actions} prefix={`section.${at}`} />
      <div class="items">
        {together(views).map(group =>
          group[0]!.item.kind === 'big_number' ? (
            <BigNumbers view={view} items={group} />
          ) : (
            <Item view={view} of={group[0]!} />
          ),
        )}
      </div>
    </section>
  )
}

/** Numbers that follow each other stand in one strip. */
function together(views: readonly ItemView[]): readonly (readonly ItemView[])[] {
  const groups: ItemView[][] = []
  for (const view of views) {
    const last = groups.at(-1)
    const isNumber = view.item.kind === 'big_number'
    if (isNumber && last?.[0]?.item.kind === 'big_number') last.push(view)
    else groups.push([view])
  }
  return groups
}

/** The list of all dashboards. */
export function dashboardsPage(page: Page, all: readonly Dashboard[]): PageContent {
  const t = words(page.language, DASHBOARD_WORDS)
  return {
    ...FILES,
    title: t('dashboards'),
    section: 'dashboards',
    body: (
      <>
        <div class="page-head">
          <h1>{t('dashboards')}</h1>
        </div>
        {all.length === 0 ? (
          <Empty title={t('none')}>{t('noneHelp')}</Empty>
        ) : (
          <div class="grid">
            {all.map(({ declaration }) => (
              <a
                class="card dashboard-link"
                href={page.links.to(`/dashboards/${declaration.name}`)}
              >
                <h2>
                  {textIn(declaration.title, page.language)}
                  {declaration.simulated && <span class="tag warn">{t('simulated')}</span>}
                </h2>
                <p class="muted">
                  {textOnly(textIn(declaration.description, page.language) ?? '')}
                </p>
              </a>
            ))}
          </div>
        )}
      </>
    ),
  }
}

/** Inside of a link stands no other one. */
function textOnly(text: string) {
  return raw(markdownLine(text).replace(/<\/?a\b[^>]*>/g, ''))
}

/** The first page: what the project is made of. */
import type { Manifest, ResourceType } from '../../compile/manifest.ts'
import type { Page, PageContent } from '../page.ts'
import { words } from '../words.ts'
import { DOCUMENTATION_WORDS } from './documentation-words.ts'

const KINDS: readonly ResourceType[] = ['model', 'source', 'seed', 'test', 'endpoint', 'exposure']

/** Its content. */
export function overviewPage(page: Page, { nodes }: Pick<Manifest, 'nodes'>): PageContent {
  const t = words(page.language, DOCUMENTATION_WORDS)
  const counts = new Map<string, number>()
  for (const { kind } of nodes.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const body = (
    <>
      <div class="page-head">
        <h1>{page.project}</h1>
      </div>
      <div class="figures">
        {KINDS.filter(kind => counts.has(kind)).map(kind => (
          <div class="figure">
            <b>{page.format.number(counts.get(kind)!)}</b>
            <span>{t(kind, { count: counts.get(kind)! })}</span>
          </div>
        ))}
      </div>
    </>
  )
  return { title: t('overview'), section: 'overview', body }
}

/** How well a project is looked after: what of it is described, and what is tested. */
import type { FC } from 'hono/jsx'
import type { ModelNode } from '../../compile/manifest.ts'
import type { View } from './view.ts'

/** Shares of the models; nothing where there is none. */
export const CareCard: FC<{ readonly view: View }> = ({ view }) => {
  const { documentation, page, t } = view
  const models = [...documentation.manifest.nodes.values()].filter(
    (node): node is ModelNode => node.kind === 'model',
  )
  const columns = models.flatMap(model => model.columns)
  const shares = [
    [t('describedModels'), models.filter(isDescribed).length, models.length],
    [t('describedColumns'), columns.filter(isDescribed).length, columns.length],
    [
      t('testedModels'),
      models.filter(({ id }) => documentation.testsOf.has(id)).length,
      models.length,
    ],
  ] as const
  if (models.length === 0) return null
  return (
    <section class="card">
      <h2>{t('care')}</h2>
      <ul class="plain rows">
        {shares
          .filter(([, , all]) => all > 0)
          .map(([label, count, all]) => (
            <li class="share">
              <span>{label}</span>
              <meter min={0} max={all} value={count} aria-label={label} />
              <b>{page.format.percent(Math.floor((count / all) * 100) / 100)}</b>
              <span class="small muted">
                {page.format.number(count)} / {page.format.number(all)}
              </span>
            </li>
          ))}
      </ul>
    </section>
  )
}

const isDescribed = ({ description }: { readonly description: string }) => description !== ''

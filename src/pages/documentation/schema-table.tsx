/** How many relations of each schema are in which state. */
import type { FC } from 'hono/jsx'
import type { StatusRow } from '../../catalog/status.ts'
import type { StateNow } from '../../workspace/state-now.ts'
import { LABELS, labelled } from '../shell/cells.ts'
import { Block, When } from './parts.tsx'
import type { View } from './view.ts'

interface SchemaCounts {
  readonly schema: string
  relations: number
  fresh: number
  stale: number
  never: number
  missing: number
  failed: number
  oldest: string | undefined
}

const COUNTED = ['fresh', 'stale', 'never', 'missing', 'failed'] as const

/** The table; a row for each schema. */
export const SchemaTable: FC<{ readonly view: View; readonly state: StateNow }> = ({
  view,
  state,
}) => {
  const { t, page } = view
  const link = (schema: string, wanted: string, count: number) =>
    count === 0 || !page.links.isServed ? (
      <span class={count === 0 ? 'muted' : undefined}>{page.format.number(count)}</span>
    ) : (
      <a href={page.links.to('/models', { kind: 'any', schema, state: wanted })}>
        {page.format.number(count)}
      </a>
    )
  return (
    <Block title={t('schemas')}>
      <div class="scroll">
        <table class="stacked">
          <thead>
            <tr>
              <th scope="col">{t('schema')}</th>
              <th scope="col" class="number" {...LABELS}>
                {t('relations')}
              </th>
              {COUNTED.map(word => (
                <th scope="col" class="number" {...LABELS}>
                  {heading(t(word))}
                </th>
              ))}
              <th scope="col" {...LABELS}>
                {t('oldest')}
              </th>
            </tr>
          </thead>
          <tbody>
            {countsBySchema(view, state).map(one => (
              <tr>
                <th scope="row">
                  {page.links.isServed ? (
                    <a href={page.links.to('/models', { kind: 'any', schema: one.schema })}>
                      {one.schema}
                    </a>
                  ) : (
                    one.schema
                  )}
                </th>
                <td class="number" {...labelled(page, t('relations'))}>
                  {page.format.number(one.relations)}
                </td>
                {COUNTED.map(word => (
                  <td
                    class={one[word] === 0 ? 'number absent' : 'number'}
                    {...labelled(page, heading(t(word)))}
                  >
                    {link(one.schema, word, one[word])}
                  </td>
                ))}
                <td {...labelled(page, t('oldest'))}>
                  {one.oldest !== undefined && <When view={view} time={one.oldest} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Block>
  )
}

const heading = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

function countsBySchema({ documentation }: View, { status }: StateNow): readonly SchemaCounts[] {
  const schemas = new Map<string, SchemaCounts>()
  for (const row of status.values()) {
    const node = documentation.manifest.nodes.get(row.unique_id)
    if (node === undefined || !('relation' in node)) continue
    const { schema } = node.relation
    const counts = schemas.get(schema) ?? none(schema)
    schemas.set(schema, counts)
    counts.relations++
    if (row.last_result?.status === 'error') counts.failed++
    else counts[row.state]++
    counts.oldest = earlier(counts.oldest, row)
  }
  return [...schemas.values()].sort((a, b) => (a.schema < b.schema ? -1 : 1))
}

const none = (schema: string): SchemaCounts => {
  const counts = { relations: 0, fresh: 0, stale: 0, never: 0, missing: 0, failed: 0 }
  return { schema, ...counts, oldest: undefined }
}

function earlier(known: string | undefined, { refreshed_at: at }: StatusRow): string | undefined {
  if (at === null) return known
  return known === undefined || at < known ? at : known
}

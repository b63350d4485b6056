/** The columns of a node: as declared, and as the database has them. */
import type { FC } from 'hono/jsx'
import type { ModelNode, SeedNode, SourceNode, TestNode } from '../../compile/manifest.ts'
import type { ColumnDeclaration } from '../../project/types.ts'
import type { DescribedColumn } from '../../workspace/described-columns.ts'
import { Block, Description } from './parts.tsx'
import { resultState } from './state-tag.tsx'
import { testLabel } from './test-label.ts'
import type { View } from './view.ts'

interface ColumnTableProps {
  readonly view: View
  readonly node: ModelNode | SeedNode | SourceNode
  /** As the database has them; undefined: the relation is not there, or was not asked. */
  readonly described: readonly DescribedColumn[] | undefined
}

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly declared: ColumnDeclaration | undefined
  /** Declared, and not in the database. */
  readonly isGone: boolean
}

/** The table. */
export const ColumnTable: FC<ColumnTableProps> = ({ view, node, described }) => {
  const { t, documentation } = view
  const rows = columnRows(node.columns, described)
  const tests = documentation.testsOf.get(node.id) ?? []
  return (
    <Block title={t('columns')} id="columns">
      {rows.length === 0 && <p class="muted">{t('noColumns')}</p>}
      {rows.length > 0 && (
        <div class="scroll">
          <table class="stacked of-columns">
            <thead>
              <tr>
                <th scope="col">{t('column')}</th>
                <th scope="col">{t('type')}</th>
                <th scope="col">{t('description')}</th>
                <th scope="col">{t('tests')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(row => (
                <Row view={view} row={row} tests={tests.filter(test => isOn(test, row.name))} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Block>
  )
}

const Row: FC<{ view: View; row: ColumnRow; tests: readonly TestNode[] }> = ({
  view: { t, state },
  row: { name, type, declared, isGone },
  tests,
}) => (
  <tr>
    <th scope="row" class="mono">
      {name}
    </th>
    <td class="mono muted">
      {type}
      {declared?.notNull && ` ${t('notNull')}`}
    </td>
    <td>
      {isGone && <span class="tag warn">{t('gone')}</span>}
      <Description text={declared?.description ?? ''} />
    </td>
    <td>
      {tests.map(test => {
        const result = state && resultState(state.latest.get(test.id)?.status)
        return (
          <>
            <span class={`tag ${result?.tone ?? 'idle'}`} title={result && t(result.word)}>
              {testLabel(test)}
            </span>{' '}
          </>
        )
      })}
    </td>
  </tr>
)

function isOn({ definition }: TestNode, column: string): boolean {
  return definition.kind === 'generic' && definition.column === column
}

/** In the order of the database, what is only declared at the end; else as declared. */
function columnRows(
  declared: readonly ColumnDeclaration[],
  described: readonly DescribedColumn[] | undefined,
): readonly ColumnRow[] {
  const byName = new Map(declared.map(column => [column.name, column]))
  const there = new Set((described ?? []).map(({ name }) => name))
  const known = (described ?? []).map(({ name, type }) => {
    return { name, type, declared: byName.get(name), isGone: false }
  })
  const rest = declared
    .filter(({ name }) => !there.has(name))
    .map(column => {
      const { name, dataType } = column
      return { name, type: dataType ?? '', declared: column, isGone: described !== undefined }
    })
  return [...known, ...rest]
}

/** The tests of a node, and how each went the last time: what is not well first, what passed folded where it is much. */
import type { FC } from 'hono/jsx'
import type { TestNode } from '../../compile/manifest.ts'
import { LABELS, labelled } from '../shell/cells.ts'
import { nodePath } from './documentation.ts'
import { Block, Description, When, withCode } from './parts.tsx'
import { resultState, StateTag } from './state-tag.tsx'
import { testArguments, testLabel } from './test-label.ts'
import type { View } from './view.ts'

const WORST_FIRST = ['error', 'fail', 'warn']

function rank(status: string): number {
  const at = WORST_FIRST.indexOf(status)
  return at < 0 ? WORST_FIRST.length : at
}

interface TestsProps {
  readonly view: View
  readonly tests: readonly TestNode[]
}

/** Passed tests that are shown unfolded. */
const MOST_PASSED = 8

/** The tables. */
export const TestTable: FC<{ readonly view: View; readonly id: string }> = ({ view, id }) => {
  const { documentation, state, t } = view
  const tests = documentation.testsOf.get(id) ?? []
  const statusOf = ({ id: test }: TestNode) => state?.latest.get(test)?.status ?? ''
  const passed = tests.filter(test => statusOf(test) === 'pass')
  const others = tests
    .filter(test => !passed.includes(test))
    .sort((a, b) => rank(statusOf(a)) - rank(statusOf(b)))
  const isFolded = passed.length > MOST_PASSED
  return (
    <Block title={t('tests')} id="tests">
      {tests.length === 0 && (
        <p class="muted">
          {t('noTests')} {withCode(t('noTestsDo'))}
        </p>
      )}
      <Table view={view} tests={isFolded ? others : [...others, ...passed]} />
      {isFolded && (
        <details class="fold">
          <summary>
            <span class="good-text">✓</span> {t('testsPassed', { count: passed.length })}
          </summary>
          <Table view={view} tests={passed} />
        </details>
      )}
    </Block>
  )
}

const Table: FC<TestsProps> = ({ view, tests }) => {
  const { t } = view
  if (tests.length === 0) return null
  return (
    <div class="scroll">
      <table class="stacked of-tests">
        <thead>
          <tr>
            <th scope="col">{t('test')}</th>
            <th scope="col">{t('column')}</th>
            <th scope="col">{t('result')}</th>
            <th scope="col" class="number" {...LABELS}>
              {t('rows')}
            </th>
            <th scope="col">{t('when')}</th>
          </tr>
        </thead>
        <tbody>
          {tests.map(test => (
            <Row view={view} test={test} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Row: FC<{ view: View; test: TestNode }> = ({ view, test }) => {
  const { state, page, t } = view
  const result = state?.latest.get(test.id)
  const given = testArguments(test)
  // A generic test has no page of its own in a static site: there are too many, and all is said here.
  const hasPage = page.links.isServed || test.definition.kind === 'singular'
  return (
    <tr>
      <td>
        {hasPage ? (
          <a href={page.links.to(nodePath(test.id))}>{testLabel(test)}</a>
        ) : (
          testLabel(test)
        )}
        {given !== '' && <div class="small muted mono wrap">{given}</div>}
        <Description text={test.description} />
      </td>
      <td class="mono">{test.definition.kind === 'generic' && test.definition.column}</td>
      <td>
        {state && <StateTag language={page.language} state={resultState(result?.status)} />}
        {test.config.severity === 'warn' && <span class="small muted"> warn</span>}
      </td>
      <td class="number" {...labelled(page, t('rows'))}>
        {result?.failures != null && result.failures > 0 && page.format.number(result.failures)}
      </td>
      <td>{result !== undefined && <When view={view} time={result.endedAt} />}</td>
    </tr>
  )
}

/** What a button did was told with the place of a column in it: `Done: Status of {company_name}`. */
import { expect, it } from 'vitest'
import { DASHBOARD_WORDS } from '../../src/pages/dashboards/dashboard-words.ts'
import { doneText } from '../../src/pages/dashboards/load-dashboard.ts'
import { words } from '../../src/pages/words.ts'

it.each([
  ['Delete', 'Done: Delete'],
  ['Status of {company_name}', 'Saved.'],
  ['Status of {company.name}', 'Saved.'],
])('doneText() says of %s: %s', (label, said) => {
  expect(doneText(words('en', DASHBOARD_WORDS), label)).toBe(said)
})

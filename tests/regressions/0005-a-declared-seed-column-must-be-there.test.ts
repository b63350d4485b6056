/** A slip of the pen in a schema file made a column of NULLs without a word. */
import { expect, it } from 'vitest'
import { run, writeProject } from '../support/project.ts'

it('a seed without one of its declared columns fails, naming the nearest in the file', async () => {
  const root = writeProject({
    'seeds/rates.csv': 'country,rate\nfr,20\n',
    'seeds/schema.yml': `seeds:
  - name: rates
    columns: [{name: county, data_type: text}, {name: rate, data_type: numeric}]
`,
  })
  const outcome = await run(root)
  const [result] = outcome.results
  expect(outcome.status).toBe('error')
  expect(result).toMatchObject({
    status: 'error',
    error: { code: 'M3011', hint: 'Did you mean country?' },
  })
})

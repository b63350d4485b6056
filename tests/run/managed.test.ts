/** Managed tables: the project's own data, which no build drops, reloads or narrows. */
import { beforeAll, describe, expect, it } from 'vitest'
import {
  keepEngineOpen,
  rows,
  run,
  statuses,
  writeFiles,
  writeProject,
} from '../support/project.ts'

keepEngineOpen()

const SOURCES = `sources:
  - name: crm
    tables:
      - name: status
        managed: true
        columns:
          - {name: domain, data_type: text, constraints: [{type: primary_key}]}
          - {name: state, data_type: text, nullable: false}
`
const FILES = {
  'models/sources.yml': SOURCES,
  'models/states.sql': `{{config materialized="table"}}
select state, count(*) as n from {{source "crm" "status"}} group by 1
`,
  'seeds/crm.status.csv': 'domain,state\na.example,pending\n',
}

describe('a managed table', () => {
  let root: string
  beforeAll(async () => {
    root = writeProject(FILES)
    expect((await run(root)).status).toBe('success')
  })

  it('is created with its keys, its first rows and a counter of changes', async () => {
    expect(await rows(root, 'select * from crm.status')).toEqual([
      { domain: 'a.example', state: 'pending' },
    ])
    await rows(root, "insert into crm.status values ('b.example', 'approved')")
    await expect(rows(root, "insert into crm.status values ('b.example', 'x')")).rejects.toThrow(
      /duplicate key/,
    )
    const [count] = await rows(root, 'select changes from model_meta.change_counts')
    expect(Number(count!['changes'])).toBeGreaterThan(0)
  })

  it('keeps its rows through builds, full refreshes and a changed seed', async () => {
    writeFiles(root, { 'seeds/crm.status.csv': 'domain,state\nz.example,pending\n' })
    expect((await run(root, { fullRefresh: true })).status).toBe('success')
    expect(await rows(root, 'select domain from crm.status order by 1')).toEqual([
      { domain: 'a.example' },
      { domain: 'b.example' },
    ])
    expect(await rows(root, 'select sum(n)::int as n from states')).toEqual([{ n: 2 }])
  })

  it('gets new nullable columns', async () => {
    writeFiles(root, {
      'models/sources.yml': `${SOURCES}          - {name: note, data_type: text}\n`,
    })
    expect(statuses(await run(root))).toMatchObject({ states: 'success' })
    expect(await rows(root, 'select note from crm.status limit 1')).toEqual([{ note: null }])
  })

  it('is never narrowed, retyped, or given a column that must not be null', async () => {
    const refused = async (text: string) => {
      writeFiles(root, { 'models/sources.yml': text })
      await expect(run(root)).rejects.toThrow(/M3006/)
    }
    await refused(SOURCES)
    await refused(`${SOURCES}          - {name: note, data_type: integer}\n`)
    const note = '          - {name: note, data_type: text}\n'
    await refused(`${SOURCES}${note}          - {name: late, data_type: text, nullable: false}\n`)
  })
})

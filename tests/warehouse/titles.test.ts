/**
 * The rules for job titles against titles they were not written from: champions' titles labelled by hand before the
 * rules (title-labels.csv, see title-labels.md), and the titles of O*NET. Texts stay in ../shared/data.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildWarehouse,
  type Row,
  temporaryFolder,
  troubles,
  type Warehouse,
} from '../support/warehouse.ts'
import { convert, missingData } from './project.ts'

interface Label {
  readonly file_row: string
  readonly title_sha256: string
  readonly seniority: string
  readonly function: string
  readonly held_out: string
}

const heldOutCount = 30

function labels(): Label[] {
  return parse(readFileSync(join(import.meta.dirname, 'title-labels.csv')), { columns: true })
}

/** Part of the labelled persons of whom the rules say what the label says. */
function accuracy(
  labelled: readonly Label[],
  found: ReadonlyMap<string, Row>,
  dimension: 'seniority' | 'function',
): number {
  const right = labelled.filter(
    label => found.get(label.file_row)?.[dimension] === label[dimension],
  )
  return right.length / labelled.length
}

it('the held-out titles are those whose hash is lowest', () => {
  const byHash = labels().sort(
    (one, other) =>
      one.title_sha256.localeCompare(other.title_sha256) ||
      Number(one.file_row) - Number(other.file_row),
  )
  expect(byHash.map(label => label.held_out === 'true')).toEqual(
    byHash.map((_, index) => index < heldOutCount),
  )
})

describe.skipIf(missingData !== '')(`job titles of other people${missingData}`, () => {
  const sources = temporaryFolder()
  const folder = temporaryFolder()
  let warehouse: Warehouse
  let champions: ReadonlyMap<string, Row>

  beforeAll(async () => {
    convert('case-studies', sources.path)
    convert('job-titles', sources.path)
    warehouse = await buildWarehouse({
      seedPath: sources.path,
      targetPath: folder.path,
      select: ['+derived.icp_job_titles_from_champions'],
    })
    expect(troubles(warehouse.outcome)).toEqual([])
    const rows = await warehouse.query(
      `select quotes.id, quotes.printed_title, titles.seniority, titles.function
      from intermediate.int_champion_quotes as quotes
      join intermediate.int_job_titles as titles using (job_title)
      where quotes.found_in = 'extracted'`,
    )
    champions = new Map(rows.map(row => [String(row['id']), row]))
  }, 120_000)

  afterAll(async () => {
    await warehouse.close()
    sources.remove()
    folder.remove()
  })

  it('every label is of a title in the file', () => {
    for (const label of labels()) {
      const title = String(champions.get(label.file_row)?.['printed_title'])
      // Staging trims and joins blanks; the labelled titles have none to lose.
      expect(createHash('sha256').update(title).digest('hex')).toBe(label.title_sha256)
    }
  })

  it.each(['true', 'false'])(
    'seniority and function are right for nine of ten champions (held out: %s)',
    heldOut => {
      const labelled = labels().filter(label => label.held_out === heldOut)
      expect(accuracy(labelled, champions, 'function')).toBeGreaterThanOrEqual(0.9)
      expect(accuracy(labelled, champions, 'seniority')).toBeGreaterThanOrEqual(0.9)
    },
  )

  it("six of ten of O*NET's titles get a function", async () => {
    const [counts] = await warehouse.query(
      `select count(*) as titles, count(*) filter (where function <> 'unknown') as known
      from derived.icp_job_titles_from_champions
      where domain = 'onetcenter.org'`,
    )
    expect(Number(counts!['titles'])).toBeGreaterThan(6000)
    expect(Number(counts!['known']) / Number(counts!['titles'])).toBeGreaterThanOrEqual(0.6)
  })

  it("none of O*NET's titles is an officer by letters inside a word, by initials in brackets or by whom it assists", async () => {
    const officers = await warehouse.query(
      `select job_title from derived.icp_job_titles_from_champions
      where domain = 'onetcenter.org' and seniority = 'cxo'
        and job_title !~* '^(deputy )?chief|president|general counsel|legislator|governor|mayor|senator'`,
    )
    const deputies = await warehouse.query(
      `select job_title from derived.icp_job_titles_from_champions
      where domain = 'onetcenter.org'
        and (
          (seniority = 'vp' and job_title !~* '\\m([ser]?vp|vice president)\\M')
          or (seniority <> 'individual' and job_title ~* 'assistant to')
        )`,
    )
    expect([...officers, ...deputies]).toEqual([])
  })
})

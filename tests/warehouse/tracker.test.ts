/**
 * Document 2 on links and clicks that a person can count: one click for each reason to leave one out, the three ranges at
 * their very edge, profiles as they arrive, and the document's own table of rates.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildWarehouse,
  type Row,
  temporaryFolder,
  troubles,
  type Warehouse,
} from '../support/warehouse.ts'
import { type Click, type Link, tracker } from './tracker.ts'

/** Seconds after 2026-01-10, noon. */
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 10, 12) + seconds * 1000).toISOString()

const LINKS: readonly Link[] = [
  { id: 'plain' },
  { id: 'scanned', sent: at(0) },
  { id: 'unknown-send', sent: '' },
  { id: 'gone', deleted: at(0) },
  { id: 'screen' },
  ...['three-a', 'three-b', 'three-c'].map(id => ({ id, email: 'Cee@People.example' })),
  ...['apart-a', 'apart-b', 'apart-c'].map(id => ({ id, email: 'dee@people.example' })),
]

const CLICKS: readonly Click[] = [
  { link: 'plain', at: at(0) },
  { link: 'plain', at: at(0.4), verdict: 'repeat in the same second' },
  { link: 'plain', at: at(0.5), agent: 'Another browser' },
  { link: 'plain', at: at(1) },
  // A page loaded ahead takes nothing from the click that follows in the same second.
  { link: 'plain', at: at(5), method: 'PREFETCH', verdict: 'prefetch' },
  { link: 'plain', at: at(5) },
  { link: 'plain', at: at(6), method: 'HEAD', verdict: 'no page request' },
  { link: 'plain', at: at(7), agent: 'SomeBot/1.0', verdict: 'robot user agent' },
  { link: 'plain', at: at(8), agent: 'Mozilla/5.0 (Linux; CUBOT NOTE 20) Chrome/120.0' },
  { link: 'plain', at: at(9), agent: '' },
  { link: 'nobody', at: at(9), verdict: 'unknown link' },
  { link: 'gone', at: at(-60), verdict: 'deleted link' },
  { link: 'scanned', at: at(0), verdict: 'seconds after the send' },
  { link: 'scanned', at: at(5), verdict: 'seconds after the send' },
  { link: 'scanned', at: at(5.001), agent: 'Another browser' },
  { link: 'scanned', at: at(-1) },
  // Made at 09:00; nobody said when it was sent, so a trial right then is a person's.
  { link: 'unknown-send', at: '2026-01-10T09:00:02Z' },
  { link: 'three-a', at: at(20), verdict: 'several links at once' },
  { link: 'three-b', at: at(24), verdict: 'several links at once' },
  { link: 'three-c', at: at(30), verdict: 'several links at once' },
  { link: 'three-a', at: at(40) },
  { link: 'apart-a', at: at(20) },
  { link: 'apart-b', at: at(24) },
  { link: 'apart-c', at: at(30.1) },
  ...Array.from({ length: 21 }, (_, hour) => ({
    link: 'screen',
    at: at(3600 * hour),
    agent: 'Player',
    verdict: 'polling program',
  })),
  { link: 'screen', at: at(30) },
]

/** Moments at, and one microsecond before, the start of each range; and the last one that counts. */
const hoursBefore = (hours: number) => new Date(Date.UTC(2026, 1, 14) - hours * 3_600_000)
const edge = (hours: number) => hoursBefore(hours).toISOString()
const justBefore = (hours: number) =>
  new Date(hoursBefore(hours).getTime() - 1).toISOString().replace('.999Z', '.999999Z')
const EDGES = [0, 24, 168, 720].flatMap(hours => [edge(hours), justBefore(hours)])
const EDGE_LINKS: readonly Link[] = [
  { id: 'edge', campaign: 'edges', icp: 'Clicked', sent: '2025-01-01T00:00:00Z' },
  ...EDGES.map((sent, index) => ({ id: `e${index}`, campaign: 'edges', icp: 'Sent', sent })),
]
const EDGE_CLICKS: readonly Click[] = EDGES.map(moment => ({ link: 'edge', at: moment }))

/** Profiles as they arrive, and what they are. */
const PROFILES: readonly (readonly [string, string])[] = [
  ['Directeur Général', 'Directeur Général'],
  ['Directeur Général', 'Directeur Général'],
  ['Directeur G√©n√©ral', 'Directeur Général'],
  ['Directeur GÃ©nÃ©ral', 'Directeur Général'],
  ['directeur\u00a0 general ', 'Directeur Général'],
  ['Other', 'Other'],
  ['', 'Non défini'],
  ['   ', 'Non défini'],
  ['NULL', 'Non défini'],
  ['n/a', 'Non défini'],
  ['{{ICP}}', 'Non défini'],
  ['{{ Job title }}', 'Non défini'],
  ['Non défini', 'Non défini'],
  ['Non d√©fini', 'Non défini'],
  ['Non dÃ©fini', 'Non défini'],
]
const PROFILE_LINKS: readonly Link[] = PROFILES.map(([icp], index) => ({
  id: `p${String(index).padStart(2, '0')}`,
  campaign: index % 2 === 0 ? 'spelled √©t√©' : 'spelled été',
  icp,
}))

/** The table of document 2: links, persons who clicked, clicks. */
const RATES = [
  { icp: 'CEO', sent: 100, clicked: 45, clicks: 95 },
  { icp: 'CTO', sent: 80, clicked: 30, clicks: 54 },
  { icp: 'VP Sales', sent: 70, clicked: 28, clicks: 70 },
]
const RATE_LINKS: readonly Link[] = RATES.flatMap(({ icp, sent }) =>
  Array.from({ length: sent }, (_, index) => ({ id: `${icp}-${index}`, campaign: 'rates', icp })),
)
// The i-th person clicks i times ten minutes after the send; what is left of the clicks comes days later.
const RATE_CLICKS: readonly Click[] = RATES.flatMap(({ icp, clicked, clicks }) =>
  Array.from({ length: clicks }, (_, index) => {
    const round = Math.floor(index / clicked)
    const seconds = -3 * 3600 + (index % clicked) * 600 + 600 + round * 4 * 86_400
    return { link: `${icp}-${index % clicked}`, at: at(seconds) }
  }),
)

const ALL_LINKS = [...LINKS, ...EDGE_LINKS, ...PROFILE_LINKS, ...RATE_LINKS]
const ALL_CLICKS = [...CLICKS, ...EDGE_CLICKS, ...RATE_CLICKS]

const folders: { remove(): void }[] = []
afterAll(() => {
  for (const folder of folders) folder.remove()
})

/** Builds document 2 over these files, in a folder of its own. */
async function build(files: Readonly<Record<string, string>>): Promise<Warehouse> {
  const [sources, target] = [temporaryFolder(files), temporaryFolder()]
  folders.push(sources, target)
  const warehouse = await buildWarehouse({
    seedPath: sources.path,
    targetPath: target.path,
    select: ['+path:models/marts/tracker'],
  })
  expect(troubles(warehouse.outcome)).toEqual([])
  return warehouse
}

/** Counts as numbers, whatever the driver makes of them. */
const numbers = (rows: readonly Row[]) =>
  rows.map(row =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'string' && /^-?[0-9.]+$/.test(value) ? Number(value) : value,
      ]),
    ),
  )

const STATS = `select (to_jsonb(s))::text as row from tracker.icp_click_stats as s
  order by range, campaign_scope, campaign collate "C", icp collate "C"`

describe('links and clicks that a person can count', () => {
  let warehouse: Warehouse
  beforeAll(async () => {
    warehouse = await build(tracker(ALL_LINKS, ALL_CLICKS))
  }, 180_000)
  afterAll(() => warehouse.close())

  it('click_verdicts gives every click its reason, and a person the benefit of the doubt', async () => {
    const rows = await warehouse.query(
      `select click_id, exclusion_reason from tracker.click_verdicts
      order by substr(click_id, 2)::integer limit ${CLICKS.length}`,
    )
    const found = CLICKS.map((click, index) => ({
      ...click,
      verdict: rows[index]?.exclusion_reason,
    }))
    expect(found).toEqual(CLICKS.map(click => ({ ...click, verdict: click.verdict ?? null })))
  })

  it('click_reconciliation adds up to what was recorded, whichever way it is counted', async () => {
    const rows = await warehouse.query(`select sum(clicks) as clicks
      , sum(clicks) filter (where verdict = 'human') as human
      , (select count(*) from tracker.fct_human_clicks) as facts
      , (select sum(clicks) from tracker.link_activity) as of_links
      from tracker.click_reconciliation`)
    const human = ALL_CLICKS.filter(click => click.verdict === undefined).length
    expect(numbers(rows)).toEqual([
      { clicks: ALL_CLICKS.length, human, facts: human, of_links: human },
    ])
  })

  it('icp_click_stats counts what lies in [as_of - span, as_of), to the microsecond', async () => {
    const rows = await warehouse.query(`select range, sum(click_count) as clicks
      , sum(links_sent) filter (where icp = 'Sent') as sent
      from tracker.icp_click_stats where campaign = 'edges' group by range`)
    expect(
      new Map(rows.map(row => [row['range'], [Number(row['clicks']), Number(row['sent'])]])),
    ).toEqual(
      new Map([
        ['24h', [2, 2]],
        ['7d', [4, 4]],
        ['30d', [6, 6]],
        ['all', [7, 7]],
      ]),
    )
  })

  it('profiles and campaigns are repaired, joined, and Non défini where nobody filled one in', async () => {
    const rows = await warehouse.query(
      `select icp, campaign from tracker.link_activity where link_id like 'p%' and link_id <> 'plain' order by link_id`,
    )
    expect(rows).toEqual(PROFILES.map(([, icp]) => ({ icp, campaign: 'spelled été' })))
  })

  it('icp_click_stats meets the table of document 2, with the bounds that it lacks', async () => {
    const rows =
      await warehouse.query(`select icp, links_sent, unique_clickers, round(click_rate, 1) as rate
      , round(click_rate_low, 1) as low, round(avg_clicks_per_person, 1) as clicks, comparison
      , round(median_hours_to_first_click, 2) as median, p25_hours_to_first_click as p25
      from tracker.icp_click_stats where campaign = 'rates' and range = 'all' order by icp`)
    const same = { comparison: 'no clear difference' }
    expect(numbers(rows)).toEqual([
      {
        ...same,
        icp: 'CEO',
        links_sent: 100,
        unique_clickers: 45,
        rate: 45,
        low: 35.6,
        clicks: 2.1,
        median: 3.83,
        p25: 2,
      },
      {
        ...same,
        icp: 'CTO',
        links_sent: 80,
        unique_clickers: 30,
        rate: 37.5,
        low: 27.7,
        clicks: 1.8,
        median: 2.58,
        p25: 1.375,
      },
      {
        ...same,
        icp: 'VP Sales',
        links_sent: 70,
        unique_clickers: 28,
        rate: 40,
        low: 29.3,
        clicks: 2.5,
        median: 2.42,
        p25: 1.2917,
      },
    ])
  })

  it('icp_click_stats adds up: profiles to campaigns, campaigns to all, percents to 100', async () => {
    const rows =
      await warehouse.query(`select range, sum(click_percent) filter (where campaign_scope = 'all') as percent
      , sum(click_count) filter (where campaign_scope = 'all') - sum(click_count) filter (where campaign_scope = 'one') as clicks
      , sum(links_sent) filter (where campaign_scope = 'all') - sum(links_sent) filter (where campaign_scope = 'one') as links
      from tracker.icp_click_stats group by range order by range`)
    const zero = { clicks: 0, links: 0, percent: 100 }
    expect(numbers(rows)).toEqual(['24h', '30d', '7d', 'all'].map(range => ({ range, ...zero })))
  })

  it('icp_click_stats of the same as_of is the same from shuffled rows with later ones among them', async () => {
    const later: readonly Click[] = [
      { link: 'CTO-79', at: edge(0) },
      { link: 'plain', at: '2026-03-01T00:00:00Z' },
    ]
    const files = tracker(ALL_LINKS.toReversed(), [...ALL_CLICKS, ...later])
    const [head, ...clicks] = files['tracker.clicks.csv']!.trimEnd().split('\n')
    const shuffled = `${[head, ...clicks.toReversed()].join('\n')}\n`
    const again = await build({ ...files, 'tracker.clicks.csv': shuffled })
    try {
      expect(await again.query(STATS)).toEqual(await warehouse.query(STATS))
    } finally {
      await again.close()
    }
  }, 120_000)
})

it('everything builds without a link and without a click', async () => {
  const warehouse = await build({})
  try {
    for (const table of ['click_reconciliation', 'link_activity', 'icp_click_stats'])
      expect(await warehouse.query(`select count(*)::text as n from tracker.${table}`)).toEqual([
        { n: '0' },
      ])
  } finally {
    await warehouse.close()
  }
}, 120_000)

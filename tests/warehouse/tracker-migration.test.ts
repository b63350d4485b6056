/**
 * The tables of an older link tracker, which knew no profiles, as SQLite's own shell prints them: carried over with their
 * ids, codes and times, and nothing of them lost.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { buildWarehouse, ROOT, temporaryFolder, troubles } from '../support/warehouse.ts'

const LINKS = `id,tracking_id,first_name,last_name,email,campaign,destination_url,note,created_at
1,a1b2c3,"Zoé","D'Arc",zoe@old.example,aura.camp,https://aura.example/x,"he said ""hi"", twice","2025-11-14 10:30:00"
2,d4e5f6,Ann,Bee,ann@old.example,wesser-recrutement.fr,www.wesser.example/offres,,"2025-11-14 10:31:00"
3,g7h8i9,,,cee@old.example,,https://aura.example/y,"line
break","2025-11-15 00:00:00.123456"
`
const CLICKS = `id,tracking_id,clicked_at,user_agent,ip_address
1,a1b2c3,"2025-11-14 12:00:00","Mozilla/5.0 Firefox",203.0.113.9
2,a1b2c3,1763200800,"Mozilla/5.0 Firefox",203.0.113.9
3,gone99,"2025-11-15 12:00:00",,
4,d4e5f6,2025-11-16T09:00:00.5+01:00,Slackbot,198.51.100.1
`

const out = temporaryFolder()
const target = temporaryFolder()
afterAll(() => {
  for (const folder of [out, target]) folder.remove()
})

/** Runs the script over a dump; what it says on stderr is in the error. */
function convert(links: string, folder: string): string {
  const dump = temporaryFolder({ 'links.csv': links, 'clicks.csv': CLICKS })
  const script = join(ROOT, 'scripts/tracker-dump.ts')
  const program = [join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs'), script, dump.path, folder]
  try {
    return execFileSync(process.execPath, [...program, 'Europe/Paris'], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } finally {
    dump.remove()
  }
}

it('data:tracker carries over every link and click; what had no profile is Non défini', async () => {
  expect(convert(LINKS, out.path)).toBe('tracker.links: 3 rows\ntracker.clicks: 4 rows\n')
  const select = ['+path:models/marts/tracker']
  const warehouse = await buildWarehouse({ seedPath: out.path, targetPath: target.path, select })
  try {
    expect(troubles(warehouse.outcome)).toEqual([])
    const links = await warehouse.query(
      `select link_id, code, email, icp, campaign, destination_url, sent_at::text, clicks::integer
      from tracker.link_activity order by link_id`,
    )
    const icp = 'Non défini'
    expect(links).toEqual([
      {
        icp,
        link_id: '1',
        code: 'a1b2c3',
        email: 'zoe@old.example',
        campaign: 'aura.camp',
        destination_url: 'https://aura.example/x',
        sent_at: '2025-11-14 09:30:00+00',
        clicks: 2,
      },
      {
        icp,
        link_id: '2',
        code: 'd4e5f6',
        email: 'ann@old.example',
        campaign: 'wesser-recrutement.fr',
        destination_url: 'https://www.wesser.example/offres',
        sent_at: '2025-11-14 09:31:00+00',
        clicks: 0,
      },
      {
        icp,
        link_id: '3',
        code: 'g7h8i9',
        email: 'cee@old.example',
        campaign: 'Non défini',
        destination_url: 'https://aura.example/y',
        sent_at: '2025-11-14 23:00:00.123456+00',
        clicks: 0,
      },
    ])
    const clicks = await warehouse.query(
      `select click_id, link_id, clicked_at::text, length(ip_hash) as hash from tracker.clicks order by click_id`,
    )
    expect(clicks).toEqual([
      { click_id: '1', link_id: '1', clicked_at: '2025-11-14 11:00:00+00', hash: 32 },
      { click_id: '2', link_id: '1', clicked_at: '2025-11-15 10:00:00+00', hash: 32 },
      { click_id: '3', link_id: null, clicked_at: '2025-11-15 11:00:00+00', hash: null },
      { click_id: '4', link_id: '2', clicked_at: '2025-11-16 08:00:00.5+00', hash: 32 },
    ])
    const [kept] = await warehouse.query(
      `select other_fields::json ->> 'note' as note from tracker.links where link_id = '1'`,
    )
    expect(kept).toEqual({ note: 'he said "hi", twice' })
  } finally {
    await warehouse.close()
  }
}, 120_000)

it('data:tracker names the rows that it cannot carry over, and writes nothing', () => {
  const folder = join(out.path, 'refused')
  const broken = `${LINKS}4,a1b2c3,,,dee@old.example,,,,"2025-11-15 00:00:00"\n`
  expect(() => convert(broken, folder)).toThrow(
    /row 4: no destination_url\nlinks.csv, row 4: code a1b2c3 is in row 1 too/,
  )
  expect(existsSync(folder)).toBe(false)
})

/** Links and clicks for tests: CSV texts of tracker.links and tracker.clicks, every row chosen. */
import type { Files } from '../support/project.ts'

export interface Link {
  readonly id: string
  readonly email?: string
  readonly icp?: string
  readonly campaign?: string
  /** Empty: nobody said so. */
  readonly sent?: string
  readonly deleted?: string
}

export interface Click {
  readonly link: string
  readonly at: string
  readonly method?: string
  readonly agent?: string
  /** What must come of it; a person's click when nothing is said. */
  readonly verdict?: string
}

export const BROWSER = 'Mozilla/5.0 (Macintosh) Version/18.1 Safari/605.1.15'
const SENT = '2026-01-10T09:00:00Z'

/** The two files; a click's id is its place in the list. */
export function tracker(links: readonly Link[], clicks: readonly Click[]): Files {
  return {
    'tracker.links.csv': csv(
      'link_id,code,first_name,last_name,email,icp,campaign,destination_url,sent_at,created_at,deleted_at',
      links.map(({ id, email, icp = 'CEO', campaign = 'spring', sent = SENT, deleted = '' }) =>
        [
          id,
          `code${id}`,
          'Ann',
          'Bee',
          email ?? `${id}@people.example`,
          quoted(icp),
          campaign,
          'https://shop.example/',
          sent,
          sent === '' ? SENT : sent,
          deleted,
        ].join(),
      ),
    ),
    'tracker.clicks.csv': csv(
      'click_id,link_id,clicked_at,method,user_agent,ip_hash',
      clicks.map(({ link, at, method = 'GET', agent = BROWSER }, index) =>
        [`c${index + 1}`, link, at, method, quoted(agent), ''].join(),
      ),
    ),
  }
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const csv = (header: string, rows: readonly string[]) =>
  [header, ...rows].map(row => `${row}\n`).join('')

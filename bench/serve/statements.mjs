/** The two statements, as the hand-written server sends them; the project's endpoints are made of the same text. */
const window = range =>
  `case ${range} when '7d' then interval '7 days' when '30d' then interval '30 days' end`

export const statsText = (
  range,
  campaign,
) => `select coalesce(links.icp, 'none') as icp, count(*) as click_count
from tracker.clicks join tracker.links using (link_id)
where (${campaign} is null or links.campaign = ${campaign})
  and (${range} = 'all' or clicks.at >= timestamptz '2026-02-14 00:00:00Z' - ${window(range)})
group by 1 order by 2 desc, 1`

export const clickText = (code, agent) => `with link as (
  select link_id, destination_url from tracker.links where code = ${code}
), click as (
  insert into tracker.visits (link_id, agent) select link_id, ${agent} from link returning link_id
)
select destination_url as location from link join click using (link_id)`

export const STATS_SQL = statsText('$1::text', '$2::text')
export const CLICK_SQL = clickText('$1::text', '$2::text')

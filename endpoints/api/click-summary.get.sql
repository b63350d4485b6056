-- All that a page says of the clicks in a range, judged once: what became of the links sent in it (totals, also where nothing
-- was sent, and stages, each a part of the one before), the clicks in it by profile as GET /api/icp-stats answers them, and
-- the rates by profile as GET /api/icp-metrics does.
{{config response="json" description="Links sent in the range: totals with how sure the rate is, stages from sent to clicked again, clicks and click rates per profile."}}
{{params
  range=(enum "24h" "7d" "30d" "all" default="all" description="links sent in this range")
  campaign=(text optional=true max_length=200 description="only this campaign")
}}
with

known_links as materialized (
    select link_id, person_key, email, icp, campaign, sent_at, is_send_time_known, deleted_at
    from {{ref "stg_tracker__links"}}
)

-- The verdicts alone: what the links say is read once, and joined to them where it is needed.
, verdicts as materialized (
    select link_id, clicked_at, exclusion_reason
    from {{ref "click_verdicts"}}
)

, judged as not materialized (
    select verdicts.*, links.person_key, links.icp, links.campaign
    from verdicts
    left join known_links as links on links.link_id = verdicts.link_id
)

, moment as materialized (
    select {{end_of_activity_in "verdicts" "known_links"}} as until
)

, clicks_of_links as (
    select
        link_id
        , count(*) filter (where exclusion_reason is null) as clicks
        , count(exclusion_reason) as excluded_clicks
    from verdicts
    group by link_id
)

, persons as (
    select
        links.email
        , count(*) as links_sent
        , count(*) filter (where clicked.clicks > 0) as links_clicked
        , count(*) filter (where clicked.clicks > 1) as links_clicked_again
        , sum(clicked.clicks) as clicks
        , sum(clicked.excluded_clicks) as excluded_clicks
    from known_links as links
    join {{click_ranges "(select until from moment)"}} as spans
        on spans.range = {{param "range"}}
        and links.sent_at >= spans.starts_at
        and links.sent_at < spans.until
    left join clicks_of_links as clicked on clicked.link_id = links.link_id
    where links.deleted_at is null
        and ({{param "campaign"}} is null or links.campaign = {{param "campaign"}})
    group by links.email
)

-- Links without an address are of nobody who could be counted.
, counted as (
    select
        coalesce(sum(links_sent), 0)::bigint as links_sent
        , coalesce(sum(links_clicked), 0)::bigint as links_clicked
        , coalesce(sum(links_clicked_again), 0)::bigint as links_clicked_again
        , count(email) as persons
        , count(email) filter (where links_clicked > 0) as unique_clickers
        , coalesce(sum(clicks), 0)::bigint as clicks
        , coalesce(sum(excluded_clicks), 0)::bigint as excluded_clicks
    from persons
)

, totals as (
    select
        counted.*
        , round(100.0 * links_clicked / nullif(links_sent, 0), 2) as click_rate
        , round(100 * {{wilson_low "links_clicked" "links_sent"}}, 2) as click_rate_low
        , round(100 * {{wilson_high "links_clicked" "links_sent"}}, 2) as click_rate_high
    from counted
)

, activity as (
    {{icp_stats "(select until from moment)" "judged" "known_links" (param "range") (param "campaign")}}
)

, profiles as (
    {{icp_metrics "(select until from moment)" "verdicts" "known_links" (param "range") (param "campaign")}}
)

select
    json_build_object(
        'totals', row_to_json(totals)
        , 'stages', case
            when totals.links_sent = 0 then '[]'
            else json_build_array(
                json_build_object('stage', 'sent', 'links', totals.links_sent)
                , json_build_object('stage', 'clicked', 'links', totals.links_clicked)
                , json_build_object('stage', 'clicked again', 'links', totals.links_clicked_again)
            )
        end
        , 'activity', coalesce((select json_agg(activity order by click_count desc, icp collate "C") from activity), '[]')
        , 'profiles', coalesce((select json_agg(profiles order by click_rate desc nulls last, icp collate "C") from profiles), '[]')
    ) as answer
from totals

-- What became of the links sent in the range, all profiles together: totals, also where nothing was sent, and how far the
-- links have got, each stage a part of the one before.
{{config response="json" description="Links sent in the range: totals with how sure the rate is, and stages from sent to clicked again."}}
{{params
  range=(enum "24h" "7d" "30d" "all" default="all" description="links sent in this range")
  campaign=(text optional=true max_length=200 description="only this campaign")
}}
with

counted as (
    select
        count(*) as links_sent
        , count(*) filter (where clicks > 0) as links_clicked
        , count(*) filter (where clicks > 1) as links_clicked_again
        , count(distinct lower(email)) as persons
        , count(distinct lower(email)) filter (where clicks > 0) as unique_clickers
        , coalesce(sum(clicks), 0)::bigint as clicks
        , coalesce(sum(excluded_clicks), 0)::bigint as excluded_clicks
    from {{ref "link_activity"}} as links
    join {{click_ranges (end_of_activity)}} as spans
        on spans.range = {{param "range"}}
        and links.sent_at >= spans.starts_at
        and links.sent_at < spans.until
    where ({{param "campaign"}} is null or links.campaign = {{param "campaign"}})
)

, totals as (
    select
        counted.*
        , round(100.0 * links_clicked / nullif(links_sent, 0), 2) as click_rate
        , round(100 * {{wilson_low "links_clicked" "links_sent"}}, 2) as click_rate_low
        , round(100 * {{wilson_high "links_clicked" "links_sent"}}, 2) as click_rate_high
    from counted
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
    ) as answer
from totals

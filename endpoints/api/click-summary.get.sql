-- What became of the links sent in the range, all profiles together: one row, also where nothing was sent.
{{config response="row" description="Links sent in the range, what became of them, and how sure the rate is."}}
{{params
  range=(enum "24h" "7d" "30d" "all" default="all" description="links sent in this range")
  campaign=(text optional=true max_length=200 description="only this campaign")
}}
with

links as (
    {{links_sent_in (param "range") (param "campaign")}}
)

, counted as (
    select
        count(*) as links_sent
        , count(*) filter (where clicks > 0) as links_clicked
        , count(distinct lower(email)) as persons
        , count(distinct lower(email)) filter (where clicks > 0) as unique_clickers
        , coalesce(sum(clicks), 0)::bigint as clicks
        , coalesce(sum(excluded_clicks), 0)::bigint as excluded_clicks
    from links
)

select
    *
    , round(100.0 * links_clicked / nullif(links_sent, 0), 2) as click_rate
    , round(100 * {{wilson_low "links_clicked" "links_sent"}}, 2) as click_rate_low
    , round(100 * {{wilson_high "links_clicked" "links_sent"}}, 2) as click_rate_high
    , round(clicks::numeric / nullif(unique_clickers, 0), 2) as avg_clicks_per_person
from counted

-- One row per link that was not deleted, with what its person did: the table of document 2's dashboard. Persons are named
-- here and nowhere else.
{{config materialized="view"}}

with

clicked as (
    select
        link_id
        , count(*) filter (where exclusion_reason is null) as clicks
        , min(clicked_at) filter (where exclusion_reason is null) as first_click
        , max(clicked_at) filter (where exclusion_reason is null) as last_click
        , count(exclusion_reason) as excluded_clicks
    from {{ref "click_verdicts"}}
    group by link_id
)

select
    links.link_id
    , links.code
    , links.first_name
    , links.last_name
    , nullif(concat_ws(' ', links.first_name, links.last_name), '') as name
    , links.email
    , links.icp
    , links.campaign
    , links.destination_url
    , links.sent_at
    , coalesce(clicked.clicks, 0) as clicks
    , clicked.first_click
    , clicked.last_click
    , case when clicked.clicks > 0 then 'Clicked' else 'Not clicked' end as status
    , coalesce(clicked.excluded_clicks, 0) as excluded_clicks
from {{ref "stg_tracker__links"}} as links
left join clicked on clicked.link_id = links.link_id
where links.deleted_at is null

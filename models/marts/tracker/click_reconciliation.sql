-- One row per verdict that occurs: how many of the recorded clicks are persons', and why the others are not. They add up to
-- all that was recorded.
{{config materialized="view"}}

select
    coalesce(exclusion_reason, 'human') as verdict
    , count(*) as clicks
    , round(100 * count(*) / sum(count(*)) over (), 2) as percent_of_all
    , count(distinct link_id) as links
    , min(clicked_at) as first_click
    , max(clicked_at) as last_click
from {{ref "click_verdicts"}}
group by exclusion_reason

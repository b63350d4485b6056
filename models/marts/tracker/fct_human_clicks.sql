-- One row per click of a person; click_verdicts has the others and why.
{{config materialized="view"}}

select
    click_id
    , link_id
    , clicked_at
    , user_agent
    , ip_hash
    , person_key
    , icp
    , campaign
from {{ref "click_verdicts"}}
where exclusion_reason is null

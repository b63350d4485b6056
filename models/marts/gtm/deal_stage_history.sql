-- SIMULATED. One row per deal and stage that it has entered by as_of; the last one is where it stands.
with

entered as (
    select
        deals.deal_id
        , deals.domain
        , steps.position as stage_position
        , deals.deal_created_at + {{seconds "steps.seconds_from_creation"}} as entered_at
    from {{ref "deals"}} as deals
    join {{ref "int_gtm_deal_steps"}} as steps on steps.deal_id = deals.deal_id
    where deals.deal_created_at + {{seconds "steps.seconds_from_creation"}} <= {{as_of}}
)

, followed as (
    select
        *
        , lead(entered_at) over deal as left_at
        , lead(stage_position) over deal as next_position
    from entered
    window deal as (partition by deal_id order by entered_at)
)

select
    followed.deal_id
    , followed.domain
    , followed.stage_position
    , stages.stage
    , followed.entered_at
    , followed.left_at
    , round(extract(epoch from followed.left_at - followed.entered_at)::numeric / 86400, 2) as days_in_stage
    , case
        when followed.stage_position = 6 then 'won'
        when followed.stage_position = 7 or followed.next_position = 7 then 'lost'
        when followed.next_position is not null then 'advanced'
        else 'open'
    end as result
    , true as is_simulated
    , {{as_of}} as updated_at
from followed
join {{ref "gtm_stages"}} as stages on stages.position = followed.stage_position

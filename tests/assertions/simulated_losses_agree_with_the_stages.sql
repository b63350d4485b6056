-- At each stage as many deals are lost as their odds expect there: within 3.29 standard errors and one. All deals that the
-- draws make count, whenever they are decided: at as_of the lost ones are known earlier than the won ones.
{{config severity="warn"}}
with

first as (
    select win_probability from {{ref "gtm_stages"}} where position = 1
)

, steps as (
    select
        stages.position
        , attempts.last_position
        , {{reach_of_stage "attempts.p_win" "following.win_probability" "first.win_probability"}}
            / {{reach_of_stage "attempts.p_win" "stages.win_probability" "first.win_probability"}} as p_advance
    from {{ref "int_gtm_attempts"}} as attempts
    cross join first
    join {{ref "gtm_stages"}} as stages on stages.position between 1 and least(5, attempts.last_position)
    join {{ref "gtm_stages"}} as following on following.position = stages.position + 1
)

select
    position
    , count(*) filter (where last_position = position) as lost
    , sum(1 - p_advance) as expected
from steps
group by position
having abs(count(*) filter (where last_position = position) - sum(1 - p_advance))
    > 1 + 3.29 * sqrt(sum(p_advance * (1 - p_advance)))

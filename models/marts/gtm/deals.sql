-- SIMULATED. One row per deal that has begun by as_of, as it stands then: a close that lies after it has not happened.
with

begun as (
    select
        *
        , closed_at <= {{as_of}} as is_closed
    from {{ref "int_gtm_deals"}}
    where deal_created_at <= {{as_of}}
)

, entered as (
    select steps.deal_id, max(steps.position) filter (where steps.position <= 6) as position
    from begun
    join {{ref "int_gtm_deal_steps"}} as steps
        on steps.deal_id = begun.deal_id
        and begun.deal_created_at + {{seconds "steps.seconds_from_creation"}} <= {{as_of}}
    group by steps.deal_id
)

, standing as (
    select
        begun.*
        , case when begun.is_closed and not begun.is_won then 7 else coalesce(entered.position, 0) end as position
        , case when begun.is_closed and not begun.is_won then begun.last_position end as lost_position
    from begun
    left join entered on entered.deal_id = begun.deal_id
)

select
    standing.deal_id
    , standing.company_key as domain
    , standing.deal_number
    , standing.deal_created_at
    , standing.position as stage_position
    , stages.stage
    , case when not standing.is_closed then 'open' when standing.is_won then 'won' else 'lost' end as outcome
    , lost.stage as lost_stage
    , case when standing.is_closed then standing.closed_at end as closed_at
    , case
        when standing.is_closed
            then round(extract(epoch from standing.closed_at - standing.deal_created_at)::numeric / 86400, 2)
    end as sales_cycle_days
    , standing.p_win
    , round(case standing.position
        when 6 then 1
        when 7 then 0
        else {{win_probability_at "standing.p_win" "stages.win_probability" "first.win_probability"}}
    end, 10) as win_probability
    , standing.arr
    , true as is_simulated
    , {{as_of}} as updated_at
from standing
join {{ref "gtm_stages"}} as stages on stages.position = standing.position
cross join (select win_probability from {{ref "gtm_stages"}} where position = 1) as first
left join {{ref "gtm_stages"}} as lost on lost.position = standing.lost_position

-- SIMULATED. One row per stage from which a deal can advance or be lost: what happened, beside what the defaults expect.
with

stages as (
    select
        position
        , stage
        , win_probability / lead(win_probability) over (order by position) as default_rate
    from {{ref "gtm_stages"}}
    where position between 1 and 6
)

, counted as (
    select
        stage_position
        , count(*) as entered
        , count(*) filter (where result = 'advanced') as advanced
        , count(*) filter (where result = 'lost') as lost
        , count(*) filter (where result = 'open') as still_open
        , round((percentile_cont(0.5) within group (order by days_in_stage::double precision))::numeric, 2) as median_days
    from {{ref "deal_stage_history"}}
    where stage_position between 1 and 5
    group by stage_position
)

, filled as (
    select
        stages.position as stage_position
        , stages.stage
        , coalesce(counted.entered, 0) as entered
        , coalesce(counted.advanced, 0) as advanced
        , coalesce(counted.lost, 0) as lost
        , coalesce(counted.still_open, 0) as still_open
        , coalesce(counted.advanced + counted.lost, 0) as decided
        , stages.default_rate
        , counted.median_days
    from stages
    left join counted on counted.stage_position = stages.position
    where stages.position <= 5
)

select
    stage_position
    , stage
    , entered
    , advanced
    , lost
    , still_open
    , advanced::numeric / nullif(decided, 0) as advance_rate
    , {{wilson_low "advanced" "decided"}} as advance_rate_low
    , {{wilson_high "advanced" "decided"}} as advance_rate_high
    , default_rate
    , decided >= {{var "gtm_min_deals_per_stage"}} as is_measured
    , median_days
    , true as is_simulated
    , {{as_of}} as updated_at
from filled

-- One row per company: how likely it is to have a deal and to win it, and whether it was drawn to have one.
{{config materialized="table"}}

with

odds as (
    select
        effects.*
        , round({{probability_of "(intercepts.deal_intercept + effects.deal_effect)"}}, 10) as p_deal
        , round({{probability_of "(intercepts.win_intercept + effects.win_effect)"}}, 10) as p_win
    from {{ref "int_gtm_effects"}} as effects
    cross join {{ref "int_gtm_intercepts"}} as intercepts
)

, drawn as (
    select
        *
        , {{pipeline_draw "company_key" "'deal'"}} as deal_draw
    from {{ref "int_gtm_profiles"}}
)

select
    drawn.company_key
    , drawn.employee_band
    , odds.p_deal
    , odds.p_win
    , odds.cycle_factor
    , odds.arr_factor
    , drawn.deal_draw
    , drawn.deal_draw < odds.p_deal as has_deal
from drawn
join odds
    using (icp, x12, fhir, previous_customer, employee_band)

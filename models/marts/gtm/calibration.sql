-- SIMULATED. Predicted against drawn, by tenth of the predictions: of companies that have a deal at some time, and of deals
-- that are won in the end. It is about the draws, so it does not wait for as_of; equal predictions share a tenth.
with

predictions as (
    select 'deal' as question, p_deal as predicted, has_deal as is_drawn
    from {{ref "int_gtm_odds"}}
    union all
    select 'win', p_win, is_won
    from {{ref "int_gtm_attempts"}}
)

, placed as (
    select
        *
        , (1 + 10 * (rank() over (partition by question order by predicted) - 1)
            / count(*) over (partition by question))::integer as decile
    from predictions
)

, counted as (
    select
        question
        , decile
        , count(*) as predictions
        , min(predicted) as predicted_min
        , max(predicted) as predicted_max
        , sum(predicted) as expected
        , sum(predicted * (1 - predicted)) as variance
        , count(*) filter (where is_drawn) as drawn
    from placed
    group by question, decile
)

select
    question
    , decile
    , predictions
    , predicted_min
    , predicted_max
    , round(expected / predictions, 10) as predicted_mean
    , round(expected, 4) as expected
    , drawn
    , drawn::numeric / predictions as drawn_share
    , {{wilson_low "drawn" "predictions"}} as drawn_low
    , {{wilson_high "drawn" "predictions"}} as drawn_high
    -- Deviations from what was expected, in standard errors: beyond 3.29 once in a thousand.
    , round((drawn - expected) / nullif(sqrt(variance), 0), 6) as z
    , case question when 'deal' then {{var "gtm_deal_rate"}} else {{var "gtm_win_rate"}} end as target_rate
    , case question when 'deal' then intercepts.deal_intercept else intercepts.win_intercept end as intercept
    , intercepts.calibrated_on
    , true as is_simulated
    , {{as_of}} as updated_at
from counted
cross join {{ref "int_gtm_intercepts"}} as intercepts

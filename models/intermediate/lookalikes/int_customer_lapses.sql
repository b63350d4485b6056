-- One row per buyer: how long it has been silent, and after how long silence means that it has gone: half a year, or
-- three of its own usual gaps. Who has too few gaps of its own is measured by the median of all buyers.
with

usual as (
    select (percentile_cont(0.5) within group (order by median_gap_days))::numeric as median_gap_days
    from {{ref "int_customer_order_gaps"}}
)

, limits as (
    select
        totals.customer_id
        , {{as_of_date}} - totals.last_order_date as recency_days
        , totals.margin as past_margin
        -- greatest() passes over NULL: where nobody has a gap, the days alone decide.
        , greatest(
            {{var "lapse_min_days"}}
            , {{var "lapse_gap_factor"}} * case
                when gaps.gap_count >= {{var "lapse_min_gaps"}} then gaps.median_gap_days
                else usual.median_gap_days
            end
        )::numeric as lapse_limit
    from {{ref "int_customer_totals"}} as totals
    cross join usual
    left join {{ref "int_customer_order_gaps"}} as gaps on gaps.customer_id = totals.customer_id
    where totals.is_buyer
)

select
    *
    , recency_days > lapse_limit as has_lapsed
from limits

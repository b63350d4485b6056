-- One row, always: the top 20 percent against all other buyers, over exact margins. Shares are of the margin of all
-- buyers; positive_share stays within 0..1, net_share may pass 1 where loss-makers eat what others earn.
with

-- Buyers whose margin is known, each with its place.
margins as (
    select
        ranks.*
        , metrics.order_frequency
        , metrics.product_categories_count
    from {{ref "int_customer_ranks"}} as ranks
    join {{ref "customer_metrics"}} as metrics on metrics.customer_id = ranks.customer_id
)

, customers as (
    select
        count(*) as total_customers
        , count(*) filter (where is_buyer) as buyers
    from {{ref "int_customer_totals"}}
)

, totals as (
    select
        count(*) filter (where is_in_population) as population_size
        , coalesce(max(top_places), 0) as top_places
        , count(*) filter (where is_top_20) as top20_count
        , min(ranking_margin) filter (where is_in_population and position <= top_places) as lowest_top_margin
        , sum(ranking_margin) filter (where is_top_20) as top20_margin
        , sum(ranking_margin) as total_margin
        , sum(greatest(ranking_margin, 0)) as positive_margin
        , count(*) filter (where ranking_margin < 0) as loss_makers
        , sum(least(ranking_margin, 0)) as loss_makers_margin
        , max(cumulative_margin) as peak_margin
        , avg(ranking_margin) filter (where is_top_20) as top20_avg_margin
        , avg(ranking_margin) filter (where not is_top_20) as others_avg_margin
        , avg(order_frequency) filter (where is_top_20) as top20_avg_frequency
        , avg(order_frequency) filter (where not is_top_20) as others_avg_frequency
        , avg(product_categories_count) filter (where is_top_20) as top20_avg_categories
        , avg(product_categories_count) filter (where not is_top_20) as others_avg_categories
    from margins
)

, pareto as (
    select min(margins.position) as customers_for_80_percent
    from margins
    cross join totals
    where totals.positive_margin > 0
        and margins.cumulative_positive_margin >= 0.8 * totals.positive_margin
)

select
    '{{var "top20_population"}}' as population
    , customers.total_customers
    , customers.buyers
    , totals.population_size
    , totals.top_places as k
    , totals.top20_count
    , round(totals.lowest_top_margin, 2)::numeric(18, 2) as threshold
    , round(totals.top20_margin, 2)::numeric(18, 2) as top20_margin
    , round(totals.total_margin, 2)::numeric(18, 2) as total_margin
    , round(totals.positive_margin, 2)::numeric(18, 2) as positive_margin
    , totals.loss_makers
    , round(totals.loss_makers_margin, 2)::numeric(18, 2) as loss_makers_margin
    , totals.top20_margin / nullif(totals.positive_margin, 0) as positive_share
    , case when totals.total_margin > 0 then totals.top20_margin / totals.total_margin end as net_share
    , case when totals.total_margin > 0 then 100 * totals.peak_margin / totals.total_margin end as whale_peak_percent
    , pareto.customers_for_80_percent
    , round(totals.top20_avg_margin, 2)::numeric(18, 2) as top20_avg_margin
    , round(totals.others_avg_margin, 2)::numeric(18, 2) as others_avg_margin
    , case
        when totals.top20_avg_margin > 0 and totals.others_avg_margin > 0
            then totals.top20_avg_margin / totals.others_avg_margin
    end as margin_lift
    , round(totals.top20_avg_margin - totals.others_avg_margin, 2)::numeric(18, 2) as margin_difference
    , totals.top20_avg_frequency
    , totals.others_avg_frequency
    , totals.top20_avg_categories
    , totals.others_avg_categories
    , {{as_of}} as updated_at
from totals
cross join customers
cross join pareto

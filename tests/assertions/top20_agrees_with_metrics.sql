-- The one row of top20_stats and the rows of customer_metrics tell the same story.
with

metrics as (
    select
        count(*) as customers
        , count(*) filter (where order_count > 0) as buyers
        , count(*) filter (where is_top_20) as top_customers
        , min(margin_rank) filter (where not is_top_20) as first_other_rank
        , max(margin_rank) filter (where is_top_20) as last_top_rank
    from {{ref "customer_metrics"}}
)

select metrics.*, stats.total_customers, stats.buyers as stats_buyers, stats.top20_count, stats.k
from metrics
cross join {{ref "top20_stats"}} as stats
where metrics.customers <> stats.total_customers
    or metrics.buyers <> stats.buyers
    or metrics.top_customers <> stats.top20_count
    or metrics.last_top_rank > stats.k
    or metrics.first_other_rank <= metrics.last_top_rank

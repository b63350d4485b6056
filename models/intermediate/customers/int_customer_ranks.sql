-- One row per ranked customer (a buyer whose margin is known): rank, percentile, the cut at the top 20 percent, and the
-- running margin that Pareto figures are read from. Ties at the cut all get in. A table: marts read it side by side.
{{config materialized="table"}}

with

ranked as (
    select
        customer_id
        , ranking_margin
        , rank() over (order by ranking_margin desc) as margin_rank
        , 100.0 * count(*) over (order by ranking_margin) / count(*) over () as percentile_rank
        , sum(ranking_margin) over (order by ranking_margin desc, customer_id collate "C" rows unbounded preceding)
            as cumulative_margin
        , sum(greatest(ranking_margin, 0))
            over (order by ranking_margin desc, customer_id collate "C" rows unbounded preceding)
            as cumulative_positive_margin
        , row_number() over (order by ranking_margin desc, customer_id collate "C") as position
        , {{top20_population "ranking_margin"}} as is_in_population
    from {{ref "int_customer_totals"}}
    where is_ranked
)

, cut as (
    select ceil({{var "top20_share"}} * count(*))::bigint as top_places
    from ranked
    where is_in_population
)

select
    ranked.customer_id
    , ranked.ranking_margin
    , ranked.margin_rank
    , ranked.percentile_rank
    , ranked.cumulative_margin
    , ranked.cumulative_positive_margin
    , ranked.position
    , ranked.is_in_population
    , cut.top_places
    , ranked.margin_rank <= cut.top_places and ranked.ranking_margin > 0 as is_top_20
from ranked
cross join cut

-- One row per ranked customer, best first: the margin of all up to it, in percent of the net margin. The curve climbs
-- above 100 while customers earn and falls back to 100 over those that cost (Kaplan and Narayanan 2001). Exact sums,
-- rounded here alone; percent_of_net is NULL where there is no net margin to be a part of.
select
    ranks.customer_id
    , ranks.margin_rank
    , round(ranks.ranking_margin, 2)::numeric(18, 2) as total_gross_margin
    , round(ranks.cumulative_margin, 2)::numeric(18, 2) as cumulative_margin
    , case when totals.margin > 0 then 100 * ranks.cumulative_margin / totals.margin end as percent_of_net
    , ranks.position
    , {{as_of}} as updated_at
from {{ref "int_customer_ranks"}} as ranks
cross join (
    select sum(ranking_margin) as margin
    from {{ref "int_customer_ranks"}}
) as totals

-- One row per buyer that was left out once: its score by what was learnt without it, and its place among all (the
-- middle of the places that equal scores share). The base is that of everybody: a base of each training set would be
-- lower where the fold left out has more top customers, and would by itself make the score look worse than chance.
{{config materialized="table"}}

with

scored as (
    select
        buyers.customer_id
        , buyers.is_top_20
        , coalesce(scores.score, 0) as score
    from {{ref "int_buyers"}} as buyers
    left join {{ref "int_company_scores"}} as scores
        on scores.company_key = buyers.company_key
        and scores.training_set = buyers.fold
    where buyers.fold > 0
        and exists (select 1 from {{ref "int_customer_ranks"}} where is_in_population)
)

select
    customer_id
    , is_top_20
    , score
    , count(*) over (partition by score) as ties
    , rank() over (order by score) + (count(*) over (partition by score) - 1) / 2.0 as mid_rank
    , (1 + 10 * (rank() over (order by score desc) - 1) / count(*) over ())::integer as decile
from scored

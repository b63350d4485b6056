-- One row per tenth of the buyers, best scores first, each scored by what was learnt without it: how many of a tenth are
-- top customers, and what was predicted. Equal scores share the better tenth, so a tenth may hold more, or be missing.
with

base as (
    select
        top.share
        , {{logit "top.share"}} as logit
    from (
        select avg(case when is_top_20 then 1 else 0 end) as share
        from {{ref "int_buyer_scores"}}
    ) as top
)

, predicted as (
    select
        scores.*
        , {{probability_of "base.logit + scores.score"}} as p_fit
        , base.share as base_share
    from {{ref "int_buyer_scores"}} as scores
    cross join base
)

select
    decile
    , count(*) as customers
    , count(*) filter (where is_top_20) as top_customers
    , avg(case when is_top_20 then 1 else 0 end) as top_share
    , avg(case when is_top_20 then 1 else 0 end) / nullif(max(base_share), 0) as lift
    , avg(p_fit) as predicted_share
    , {{as_of}} as updated_at
from predicted
group by decile

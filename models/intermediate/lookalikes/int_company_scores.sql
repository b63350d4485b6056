-- One row per training set and company: the sum of its terms, where that lies between the least and the most that its
-- known traits could give (resemblance, 0 to 1), and how much of all weight is known (coverage). Without a significant
-- trait there are no rows.
{{config materialized="table"}}

with

sums as (
    select
        training_set
        , company_key
        , coalesce(sum(term), 0) as score
        , sum(lowest_term) filter (where term is not null) as lowest_score
        , sum(highest_term) filter (where term is not null) as highest_score
        , coalesce(sum(weight) filter (where term is not null), 0) / sum(weight) as coverage
        , count(term) as known_traits
    from {{ref "int_company_terms"}}
    group by training_set, company_key
)

select
    training_set
    , company_key
    , score
    , (score - lowest_score) / nullif(highest_score - lowest_score, 0) as resemblance
    , coverage
    , known_traits
from sums

-- One row per training set and trait value: how much more often top customers have it. m pseudo-customers, spread like
-- all buyers, pull both rates towards the pooled one: a lift stays finite and a value seen twice does not shout (the
-- informative prior of Monroe, Colaresi and Quinn 2008).
with

smoothed as (
    select
        counts.*
        , counts.a + prior.m * pooled.rate as top_hits
        , counts.n1 + prior.m as top_size
        , counts.c + prior.m * pooled.rate as other_hits
        , counts.n2 + prior.m as other_size
    from {{ref "int_trait_counts"}} as counts
    cross join (select {{var "trait_prior"}}::numeric as m) as prior
    cross join lateral (
        select (counts.a + counts.c)::numeric / (counts.n1 + counts.n2) as rate
    ) as pooled
)

select
    training_set
    , trait_category
    , trait_name
    , trait_value
    , is_tested
    , is_leaky
    , is_constant
    , a
    , c
    , n1
    , n2
    , top_hits / top_size as top_rate
    , other_hits / other_size as other_rate
    , (top_hits / top_size) / (other_hits / other_size) as lift
    -- Katz: standard error of the logarithm of a ratio of two rates. A value that all have differs in nothing.
    , sqrt(greatest(0, 1 / top_hits - 1 / top_size + 1 / other_hits - 1 / other_size)) as log_lift_error
    , (
        ln(top_hits / nullif(top_size - top_hits, 0)) - ln(other_hits / nullif(other_size - other_hits, 0))
    ) / sqrt(
        1 / top_hits + 1 / nullif(top_size - top_hits, 0) + 1 / other_hits + 1 / nullif(other_size - other_hits, 0)
    ) as z
from smoothed

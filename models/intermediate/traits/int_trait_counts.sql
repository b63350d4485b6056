-- One row per training set and trait value: how many top customers (a of n1) and other buyers (c of n2) have it, among
-- those whose value is known. Set 0 is everybody: what analytics.icp_traits shows. Set f leaves out fold f: what is
-- learnt there is tried on that fold (analytics.lookalike_validation). Where nobody is ranked there is nothing to count.
{{config materialized="table"}}

with

folds as (
    select
        trait_category
        , trait_name
        , trait_value
        , is_tested
        , is_leaky
        , fold
        , count(*) filter (where is_top_20) as a
        , count(*) filter (where not is_top_20) as c
    from {{ref "int_customer_traits"}}
    where exists (select 1 from {{ref "int_customer_ranks"}} where is_in_population)
    group by trait_category, trait_name, trait_value, is_tested, is_leaky, fold
)

, training_sets as (
    select
        training.set_number as training_set
        , folds.trait_category
        , folds.trait_name
        , folds.trait_value
        , folds.is_tested
        , folds.is_leaky
        , sum(folds.a)::bigint as a
        , sum(folds.c)::bigint as c
    from folds
    cross join generate_series(0, {{validation_rounds}}) as training (set_number)
    where training.set_number = 0
        or (folds.is_tested and folds.fold <> training.set_number)
    group by
        training.set_number
        , folds.trait_category
        , folds.trait_name
        , folds.trait_value
        , folds.is_tested
        , folds.is_leaky
)

select
    *
    , sum(a) over trait::bigint as n1
    , sum(c) over trait::bigint as n2
    , count(*) over trait = 1 as is_constant
from training_sets
window trait as (partition by training_set, trait_name)

-- One row per training set and trait value that is tested: Fisher's exact test, and Benjamini-Hochberg over all that
-- the set tests. With thirty values some look good by chance; q says how many of those at least as good do.
{{config materialized="table"}}

with

tested as (
    select
        counts.training_set
        , counts.trait_name
        , counts.trait_value
        , {{fisher_two_sided "counts.a" "counts.n1" "counts.c" "counts.n2"}} as p_value
    from {{ref "int_trait_counts"}} as counts
    where counts.is_tested
        and not counts.is_constant
        and counts.a + counts.c >= {{var "trait_min_support"}}
        and counts.n1 >= {{var "trait_min_top_customers"}}
)

, placed as (
    select
        *
        , row_number() over (
            partition by training_set
            order by p_value, trait_name collate "C", trait_value collate "C"
        ) as place
        , count(*) over (partition by training_set) as tests
    from tested
)

select
    training_set
    , trait_name
    , trait_value
    , p_value
    , {{benjamini_hochberg "p_value" "place" "tests" family="training_set"}} as q_value
from placed

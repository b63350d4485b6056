-- One row per trait that is tested: how well the whole trait tells top customers from others (information value, Siddiqi
-- 2006: below 0.02 nothing, above 0.3 much), of how many buyers it is known, and whether look-alikes are scored by it.
with

values_of_trait as (
    select
        trait_category
        , trait_name
        , max(n1) as n1
        , max(n2) as n2
        , count(*) as value_count
        , count(*) filter (where status = 'significant') as significant_values
        , sum((top_rate - other_rate) * ln(top_rate / other_rate)) as information_value
    from {{ref "int_trait_findings"}}
    where training_set = 0
        and is_tested
    group by trait_category, trait_name
)

, buyers as (
    select
        count(*) filter (where is_top_20) as top_customers
        , count(*) filter (where not is_top_20) as others
    from {{ref "int_buyers"}}
)

select
    traits.trait_category
    , traits.trait_name
    , traits.value_count
    , traits.significant_values
    , traits.information_value
    , traits.n1::numeric / nullif(buyers.top_customers, 0) as coverage_top20
    , traits.n2::numeric / nullif(buyers.others, 0) as coverage_others
    , exists (
        select 1
        from {{ref "int_trait_terms"}} as terms
        where terms.training_set = 0
            and terms.trait_name = traits.trait_name
    ) as is_in_use
    , {{as_of}} as updated_at
from values_of_trait as traits
cross join buyers

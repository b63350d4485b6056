-- One row per training set, company and trait in use: what the company's value adds to its logit; term is NULL where the
-- value is unknown, and 0 where it is known and says nothing. Candidates and buyers are looked at through set 0, each
-- buyer also through the set that was learnt without it.
{{config materialized="table"}}

with

looked_at as (
    select company_key, 0 as training_set
    from {{ref "int_lookalike_candidates"}}
    union
    select company_key, 0
    from {{ref "int_buyers"}}
    union
    select company_key, fold
    from {{ref "int_buyers"}}
    where fold > 0
)

, traits_in_use as (
    select distinct
        training_set
        , trait_name
        , weight
        , lowest_term
        , highest_term
    from {{ref "int_trait_terms"}}
)

select
    looked_at.training_set
    , looked_at.company_key
    , traits_in_use.trait_name
    , traits.trait_value
    , case when traits.trait_value is not null then coalesce(terms.term, 0) end as term
    , traits_in_use.weight
    , traits_in_use.lowest_term
    , traits_in_use.highest_term
from looked_at
join traits_in_use on traits_in_use.training_set = looked_at.training_set
left join {{ref "int_company_traits"}} as traits
    on traits.company_key = looked_at.company_key
    and traits.trait_name = traits_in_use.trait_name
left join {{ref "int_trait_terms"}} as terms
    on terms.training_set = looked_at.training_set
    and terms.trait_name = traits.trait_name
    and terms.trait_value = traits.trait_value

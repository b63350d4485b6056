-- One row per training set, trait in use and value: what the value adds to the logit of being a top customer (weight of
-- evidence). In use are traits with a significant value; of the geographic ones only the finest, for a state says what
-- its country says. A value that is not significant adds nothing; a large lift is clipped, so that no trait decides alone.
{{config materialized="table"}}

with

findings as (
    select
        training_set
        , trait_category
        , trait_name
        , trait_value
        , case
            when status <> 'significant' then 0
            else greatest(-ln({{var "term_limit"}}::numeric), least(ln({{var "term_limit"}}::numeric), ln(lift)))
        end as term
        , status = 'significant' as is_significant
        , case trait_name when 'state' then 1 when 'country' then 2 end as geographic_level
    from {{ref "int_trait_findings"}}
    where is_tested
)

, traits as (
    select
        training_set
        , trait_name
        , min(geographic_level) as geographic_level
        , max(abs(term)) as weight
        , min(term) as lowest_term
        , max(term) as highest_term
    from findings
    group by training_set, trait_name
    having bool_or(is_significant)
)

, traits_in_use as (
    select *
    from (
        select
            *
            , min(geographic_level) over (partition by training_set) as finest_level
        from traits
    ) as levelled
    where geographic_level is null
        or geographic_level = finest_level
)

select
    findings.training_set
    , findings.trait_name
    , findings.trait_value
    , findings.term
    , traits_in_use.weight
    , traits_in_use.lowest_term
    , traits_in_use.highest_term
from findings
join traits_in_use
    on traits_in_use.training_set = findings.training_set
    and traits_in_use.trait_name = findings.trait_name

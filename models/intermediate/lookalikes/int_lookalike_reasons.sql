-- One row per target and contribution to its logit: the base first (position 0), then what its traits add, the largest
-- first, then what is not known of it. The contributions add up to the logit (tested). Of the terms the largest few are
-- reason codes, negative ones too; a term of 0 is no reason.
{{config materialized="table"}}

with

base as (
    select {{logit "top.share"}} as term
    from (
        select avg(case when is_top_20 then 1 else 0 end) as share
        from {{ref "int_buyers"}}
    ) as top
)

, contributions as (
    select
        candidates.target_key
        , 'base' as kind
        , null as trait_name
        , null as trait_value
        , base.term
        , 'BASE:' || {{signed "base.term"}} as reason_code
    from {{ref "int_lookalike_candidates"}} as candidates
    cross join base
    union all
    select
        candidates.target_key
        , case when terms.term is null then 'gap' when terms.term = 0 then 'silent' else 'term' end
        , terms.trait_name
        , terms.trait_value
        , terms.term
        , case
            when terms.term is null then 'DATA_GAP:' || {{reason_word "terms.trait_name"}}
            else {{reason_word "terms.trait_name"}} || ':' || {{capitals "terms.trait_value"}} || ':' || {{signed "terms.term"}}
        end
    from {{ref "int_lookalike_candidates"}} as candidates
    join {{ref "int_company_terms"}} as terms
        on terms.company_key = candidates.company_key
        and terms.training_set = 0
)

, placed as (
    select
        *
        , row_number() over (
            partition by target_key
            order by
                array_position(array['base', 'term', 'gap', 'silent'], kind)
                , abs(term) desc
                , reason_code collate "C"
        ) - 1 as position
    from contributions
)

select
    target_key
    , position
    , kind
    , trait_name
    , trait_value
    , term
    , reason_code
    , kind = 'gap' or (kind = 'term' and position <= {{var "reason_limit"}}) as is_reason_code
from placed

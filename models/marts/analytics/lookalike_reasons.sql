-- One row per target and reason, in words: the base, each trait that speaks for or against it, and what is not known.
{{config materialized="view"}}

select
    target_key as domain
    , position::integer as position
    , reason_code
    , trait_name
    , trait_value
    , term as contribution
    , is_reason_code
    , case
        when kind = 'base' then 'Before anything is known: ' || round(100 * {{probability_of "term"}}, 1)::text
            || ' % of buyers are top customers.'
        when kind = 'gap' then {{trait_words "trait_name"}} || ' not known: taken for average.'
        else {{trait_words "trait_name"}} || ' ' || trait_value || ': ' || case
            when kind = 'silent' then 'as frequent among top customers as among others, as far as can be told.'
            when term > 0 then round(exp(term), 1)::text || ' times as frequent among top customers as among others.'
            else round(exp(-term), 1)::text || ' times as frequent among others as among top customers.'
        end
    end as sentence
from {{ref "int_lookalike_reasons"}}

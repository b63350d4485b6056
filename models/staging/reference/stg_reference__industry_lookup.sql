-- One row per spelling, compared by letters and digits alone: two entries that differ in case, accents or blanks would
-- double the companies that are joined to them. The most confident entry wins. A table: texts are looked up in it piece
-- by piece.
{{config materialized="table"}}
with

typed as (
    select
        {{clean_text "industry_raw"}} as industry_raw
        , {{clean_text "industry_cleaned"}} as industry
        , {{clean_text "parent_industry"}} as parent_industry
        , lower({{clean_text "method"}}) as method
        , confidence
    from {{source "reference" "industry_lookup"}}
)

, keyed as (
    select
        {{industry_key "industry_raw"}} as industry_key
        -- "Unknown", or signs alone, is no industry.
        , case when {{industry_key "industry"}} is not null then {{known "industry"}} end as industry
        , parent_industry
        , method
        , confidence
        , industry_raw
    from typed
)

select distinct on (industry_key)
    industry_key
    , industry
    , parent_industry
    , method
    , confidence
from keyed
where industry_key is not null
order by
    industry_key, confidence desc nulls last, industry_raw collate "C", industry collate "C" nulls last
    , parent_industry collate "C" nulls last, method collate "C" nulls last

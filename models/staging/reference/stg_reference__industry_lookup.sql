-- One row per spelling, compared without case, accents and blanks: two entries that differ in these alone would
-- double the companies that are joined to them. The most confident entry wins.
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
        {{text_key "industry_raw"}} as industry_key
        , *
    from typed
    where industry_raw is not null
)

select distinct on (industry_key)
    industry_key
    , industry
    , parent_industry
    , method
    , confidence
from keyed
order by industry_key, confidence desc nulls last, industry_raw collate "C", industry collate "C" nulls last

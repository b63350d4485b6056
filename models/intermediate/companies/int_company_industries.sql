-- One row per company domain and industry, with the company's weight spread over its industries. ONE record is chosen
-- per company before anything is counted (matched industry, then raw, then discovery; the newest of each), so no
-- company counts twice; "Finance, Media" is half a company in each. A table: shares and coverage both read it.
{{config materialized="table"}}

with

candidates as (
    select domain, matched_industry as industry, 1 as priority, updated_at
    from {{ref "stg_extracted__company_firmographics"}}
    union all
    select domain, industry, 2, updated_at
    from {{ref "stg_extracted__company_firmographics"}}
    union all
    select domain, industry, 3, updated_at
    from {{ref "stg_extracted__company_discovery"}}
)

, known_candidates as (
    select
        domain
        , {{known "industry"}} as industry
        , priority
        , updated_at
    from candidates
    where domain is not null
)

, chosen as (
    select distinct on (domain)
        domain
        , industry
    from known_candidates
    where industry is not null
    order by domain, priority, updated_at desc nulls last, industry collate "C"
)

-- A text that the lookup knows as a whole is one industry ("Oil, Gas"); any other is split at its separators.
, parts as (
    select
        chosen.domain
        , btrim(part.industry) as industry
    from chosen
    left join {{ref "stg_reference__industry_lookup"}} as whole
        on whole.industry_key = {{text_key "chosen.industry"}}
    cross join lateral unnest(
        case
            when whole.industry_key is not null then array[chosen.industry]
            else regexp_split_to_array(chosen.industry, '[,;|]')
        end
    ) as part (industry)
    where btrim(part.industry) <> ''
)

-- A value that the lookup does not know stays as it is written; one that it knows as no industry is dropped.
, mapped as (
    select
        parts.domain
        , coalesce(lookup.industry, parts.industry) as industry
        , lookup.parent_industry
    from parts
    left join {{ref "stg_reference__industry_lookup"}} as lookup
        on lookup.industry_key = {{text_key "parts.industry"}}
    where lookup.industry_key is null
        or lookup.industry is not null
)

, keyed as (
    select
        *
        , {{text_key "industry"}} as industry_key
    from mapped
)

, spellings as (
    select distinct on (industry_key)
        industry_key
        , industry
        , parent_industry
    from keyed
    group by industry_key, industry, parent_industry
    order by industry_key, count(*) desc, industry collate "C", parent_industry collate "C"
)

, company_industries as (
    select distinct
        domain
        , industry_key
    from keyed
)

select
    company_industries.domain
    , spellings.industry
    , spellings.parent_industry
    , 1.0 / count(*) over (partition by company_industries.domain) as weight
from company_industries
join spellings on spellings.industry_key = company_industries.industry_key

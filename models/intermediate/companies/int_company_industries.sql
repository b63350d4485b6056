-- One row per company domain and industry, with the company's weight spread over its industries: "Finance, Media" is half
-- a company in each. An industry is shown in one spelling, the lookup's or else the most frequent. A table: shares and
-- coverage both read it.
{{config materialized="table"}}

with

company_parts as (
    select
        records.domain
        , parts.industry_key
        , parts.industry
        , parts.parent_industry
        , parts.method
        , parts.map_confidence
        , parts.is_mapped
    from {{ref "int_company_records"}} as records
    join {{ref "int_industry_parts"}} as parts on parts.written_industry = records.written_industry
    where records.status = 'known'
        and parts.industry is not null
)

, spellings as (
    select distinct on (industry_key)
        industry_key
        , industry
        , parent_industry
    from company_parts
    group by industry_key, industry, parent_industry
    order by
        industry_key
        , bool_or(is_mapped) desc, count(*) desc, industry collate "C", parent_industry collate "C" nulls last
)

-- Two parts of a text may mean the same industry; the surer of them speaks for it.
, company_industries as (
    select distinct on (domain, industry_key)
        domain
        , industry_key
        , method
        , map_confidence
        , is_mapped
    from company_parts
    order by domain, industry_key, map_confidence desc nulls last, method collate "C" nulls last
)

select
    company_industries.domain
    , spellings.industry
    , spellings.parent_industry
    , company_industries.method
    , company_industries.map_confidence
    , company_industries.is_mapped
    , 1.0 / count(*) over (partition by company_industries.domain) as weight
from company_industries
join spellings on spellings.industry_key = company_industries.industry_key

-- One row per text that a table of extraction gives as a company's industry, in order of preference: the industry matched
-- to a fixed list, then the raw one, then discovery's. What was extracted after as_of is not known yet. A table: the
-- texts are read, and the companies' records chosen, from here.
{{config materialized="table"}}

with

mentions as (
    select domain, 1 as preference, 'matched' as field, matched_industry as written_industry, updated_at
    from {{ref "stg_extracted__company_firmographics"}}
    union all
    select domain, 2, 'raw', industry, updated_at
    from {{ref "stg_extracted__company_firmographics"}}
    union all
    select domain, 3, 'discovery', industry, updated_at
    from {{ref "stg_extracted__company_discovery"}}
)

select
    domain
    , preference
    , field
    , written_industry
    , updated_at
from mentions
where domain is not null
    and (
        updated_at is null
        or (updated_at at time zone '{{var "business_time_zone"}}')::date <= {{as_of_date}}
    )

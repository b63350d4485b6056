-- One row per row of gtm.companies_clay, cleaned, whatever it holds. A table: companies and the rows that are none of them
-- both read it, and together they are all of it.
{{config materialized="table"}}

with

cleaned as (
    select
        {{row_position}} as source_row
        , {{clean_text "\"Name\""}} as name
        , {{clean_text "\"Domain\""}} as written_domain
        , {{clean_text "\"Description\""}} as description
        , {{clean_text "\"Primary Industry\""}} as written_industry
        , {{clean_text "\"Size\""}} as written_size
        , {{clean_text "\"Type\""}} as type
        , {{clean_text "\"Location\""}} as location
        , {{clean_text "\"Country\""}} as written_country
        , {{clean_text "\"LinkedIn URL\""}} as linkedin_url
    from {{source "gtm" "companies_clay"}}
)

-- Materialized: each text is taken apart once, not once for every use of it below.
, typed as materialized (
    select
        *
        , {{host "written_domain"}} as host
        , {{company_domain "written_domain"}} as domain
        , {{plain_range "written_size"}} as employee_range
    from cleaned
)

select
    typed.source_row
    , typed.name
    , typed.written_domain
    , typed.host
    , typed.domain
    , coalesce({{registrable_domain "typed.host"}}, typed.host) as registrable_domain
    , {{registrable_domain "typed.host"}} is null as is_suffix
    , typed.description
    , {{known "typed.written_industry"}} as primary_industry
    , typed.written_size
    , typed.employee_range
    , {{company_size_of_range "typed.employee_range"}} as size
    , {{employee_band_of_range "typed.employee_range"}} as employee_band
    , {{known "typed.type"}} as type
    , {{known "typed.location"}} as location
    , typed.written_country
    , countries.country_code as country
    , typed.linkedin_url
from typed
left join {{ref "country_names"}} as countries on countries.name_key = {{text_key "typed.written_country"}}

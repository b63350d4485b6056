-- One row per row of sales.prospects.
with

-- Materialized: each text is cleaned once, not once for every use of it below.
cleaned as materialized (
    select
        {{company_domain "domain"}} as domain
        , {{clean_text "company_name"}} as company_name
        , {{clean_text "industry"}} as industry
        , {{clean_text "naics"}} as naics
        , {{clean_text "city"}} as city
        , {{clean_text "state"}} as state
        , {{clean_text "country"}} as country
        , {{plain_range "employee_count"}} as employee_range
        , {{amount "annual_revenue"}} as annual_revenue
        , {{clean_text "source"}} as source
    from {{source "sales" "prospects"}}
)

select
    domain
    , company_name
    , {{known "industry"}} as industry
    , {{known "naics"}} as naics
    , {{known "city"}} as city
    , {{known "state"}} as state
    , {{known "country"}} as country
    , {{head_count_of_range "employee_range"}} as employee_count
    , {{employee_band_of_range "employee_range"}} as employee_band
    , annual_revenue
    , {{revenue_band "annual_revenue"}} as revenue_band
    , source
from cleaned

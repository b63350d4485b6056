-- One row per row of sales.prospects.
with

cleaned as (
    select
        {{company_domain "domain"}} as domain
        , {{clean_text "company_name"}} as company_name
        , {{clean_text "industry"}} as industry
        , {{clean_text "naics"}} as naics
        , {{clean_text "city"}} as city
        , {{clean_text "state"}} as state
        , {{clean_text "country"}} as country
        , {{head_count "employee_count"}} as employee_count
        , {{employee_band "employee_count"}} as employee_band
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
    , employee_count
    , employee_band
    , annual_revenue
    , {{revenue_band "annual_revenue"}} as revenue_band
    , source
from cleaned

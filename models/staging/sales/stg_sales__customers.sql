-- One row per customer_id: of several entries the newest counts. Texts that stand for "not known" become NULL here, so
-- that no model has to know the list.
{{config materialized="table"}}

with

-- Materialized: each text is cleaned once, not once for every use of it below.
cleaned as materialized (
    select
        nullif(btrim(customer_id), '') collate "C" as customer_id
        , {{clean_text "customer_name"}} as customer_name
        , {{company_domain "domain"}} as domain
        , {{clean_text "industry"}} as industry
        , {{clean_text "naics"}} as naics
        , {{clean_text "city"}} as city
        , {{clean_text "state"}} as state
        , {{clean_text "country"}} as country
        , {{plain_range "employee_count"}} as employee_range
        , {{amount "annual_revenue"}} as annual_revenue
        , created_at
    from {{source "sales" "customers"}}
)

, known as (
    select
        customer_id
        , customer_name
        , domain
        , {{known "industry"}} as industry
        , {{known "naics"}} as naics
        , {{known "city"}} as city
        , {{known "state"}} as state
        , {{known "country"}} as country
        , {{head_count_of_range "employee_range"}} as employee_count
        , {{employee_band_of_range "employee_range"}} as employee_band
        , annual_revenue
        , {{revenue_band "annual_revenue"}} as revenue_band
        , created_at
    from cleaned
    where customer_id is not null
)

select distinct on (customer_id)
    customer_id
    , customer_name
    , domain
    , industry
    , naics
    , city
    , state
    , country
    , employee_count
    , employee_band
    , annual_revenue
    , revenue_band
    , created_at
from known
-- Entries of one moment are told apart by all they say: the same one wins in any order of the rows.
order by
    customer_id
    , created_at desc nulls last
    , customer_name collate "C"
    , domain collate "C"
    , country collate "C"
    , state collate "C"
    , city collate "C"
    , industry collate "C"
    , naics collate "C"
    , employee_band collate "C"
    , employee_count
    , annual_revenue

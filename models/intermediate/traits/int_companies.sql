-- One row per company that is sold to or might be: customers and prospects in one shape, cleaned alike, so that a
-- prospect is compared with customers by the same words. Of several lines about one prospect the fullest counts.
{{config materialized="table"}}

with

listed_prospects as (
    select
        *
        -- A company without an address cannot be told from another: it is known by all that is said of it.
        , coalesce(domain, md5(concat_ws('|', company_name, industry, naics, city, state, country, employee_count, annual_revenue)))
            as prospect_key
    from {{ref "stg_sales__prospects"}}
)

, prospects as (
    select distinct on (prospect_key) *
    from listed_prospects
    order by
        prospect_key
        , num_nonnulls(industry, naics, city, state, country, employee_band, revenue_band) desc
        , company_name collate "C"
        , industry collate "C"
        , naics collate "C"
        , country collate "C"
        , state collate "C"
        , city collate "C"
        , employee_count
        , employee_band collate "C"
        , annual_revenue
)

, companies as (
    select
        {{customer_key "customer_id"}} as company_key
        , customer_id
        , domain
        , customer_name as company_name
        , industry
        , naics
        , city
        , state
        , country
        , employee_count
        , employee_band
        , annual_revenue
        , revenue_band
    from {{ref "stg_sales__customers"}}
    union all
    select
        'prospect:' || prospect_key
        , null
        , domain
        , company_name
        , industry
        , naics
        , city
        , state
        , country
        , employee_count
        , employee_band
        , annual_revenue
        , revenue_band
    from prospects
)

select
    companies.company_key
    , companies.customer_id
    , companies.domain
    , companies.company_name
    -- A value that the lookup does not know stays as written; one that it knows as no industry is unknown.
    , case when lookup.industry_key is null then companies.industry else lookup.industry end as industry
    , companies.naics
    , companies.city
    , companies.state
    , companies.country
    , companies.employee_count
    , companies.employee_band
    , companies.annual_revenue
    , companies.revenue_band
from companies
left join {{ref "stg_reference__industry_lookup"}} as lookup
    on lookup.industry_key = {{industry_key "companies.industry"}}

-- One row per row of core.company_customers. A table: the customers of an origin are counted here by several models
-- and checks, which must not see the source at different moments.
{{config materialized="table"}}

with

typed as (
    select
        id
        , {{clean_text "origin_company_domain"}} as written_origin
        , {{clean_text "customer_domain"}} as written_domain
        , {{clean_text "customer_name"}} as customer_name
        , {{page_key "case_study_url"}} as case_study_key
        , created_at
    from {{source "core" "company_customers"}}
)

select
    id
    , {{company_domain "written_origin"}} as origin_domain
    , written_domain
    , {{company_domain "written_domain"}} as customer_domain
    , {{host "written_domain"}} as customer_host
    , customer_name
    , {{text_key "customer_name"}} as customer_name_key
    , case_study_key
    , created_at
from typed

-- One row per row of extracted.case_study_details.
select
    id
    , {{company_domain "origin_company_domain"}} as origin_domain
    , {{company_domain "customer_domain"}} as customer_domain
    , {{page_key "case_study_url"}} as case_study_key
from {{source "extracted" "case_study_details"}}

-- One row per row of extracted.company_firmographics: a company may have several records.
select
    {{company_domain "company_domain"}} as domain
    , {{clean_text "matched_industry"}} as matched_industry
    , {{clean_text "industry"}} as industry
    , {{employee_band "employee_range"}} as employee_band
    , updated_at
from {{source "extracted" "company_firmographics"}}

-- One row per row of extracted.company_discovery.
select
    {{company_domain "domain"}} as domain
    , {{clean_text "industry"}} as industry
    , updated_at
from {{source "extracted" "company_discovery"}}

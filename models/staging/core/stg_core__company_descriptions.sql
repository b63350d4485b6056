-- One row per row of core.company_descriptions.
select
    {{company_domain "domain"}} as domain
    , {{clean_text "description"}} as description
from {{source "core" "company_descriptions"}}

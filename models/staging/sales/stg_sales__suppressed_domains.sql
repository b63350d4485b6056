-- One row per row of sales.suppressed_domains: whom nobody may be sent to.
select
    {{company_domain "domain"}} as domain
    , {{clean_text "reason"}} as reason
from {{source "sales" "suppressed_domains"}}

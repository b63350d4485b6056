-- One row per row of core.company_customers, with what became of it: it is counted, or the reason why it is not. What was
-- found after as_of is not known yet.
select
    id
    , origin_domain
    , customer_domain
    , customer_host
    , customer_name
    , customer_name_key
    , case
        when (created_at at time zone '{{var "business_time_zone"}}')::date > {{as_of_date}} then 'later than as_of'
        when origin_domain is null then 'no origin'
        when written_domain is null then 'no domain'
        when customer_host is null then 'domain is no name'
        when customer_domain is null then 'mailbox provider'
        when customer_domain = origin_domain then 'its own customer'
        else 'counted'
    end as status
from {{ref "stg_core__company_customers"}}

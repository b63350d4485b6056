-- One row per origin company and customer domain. A company is not its own customer.
select distinct
    origin_domain
    , customer_domain
from {{ref "stg_core__company_customers"}}
where origin_domain is not null
    and customer_domain is not null
    and customer_domain <> origin_domain

-- One row per origin company and customer domain.
select distinct
    origin_domain
    , customer_domain
from {{ref "int_customer_rows"}}
where status = 'counted'

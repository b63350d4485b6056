-- One row per company that config/previous_customers.yml names, by the domain that companies have.
select
    {{company_domain "written_domain"}} as domain
    , min(customer_since) as customer_since
from {{ref "previous_customers"}}
group by 1

-- No row outlives what it was counted from: every origin and industry of the table is there when it is counted afresh.
select domain, icp_industry
from {{ref "company_icp_industries_from_customers"}}
except
select customers.origin_domain, industries.industry
from {{ref "int_origin_customers"}} as customers
join {{ref "int_company_industries"}} as industries on industries.domain = customers.customer_domain

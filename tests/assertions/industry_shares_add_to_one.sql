-- The shares of an origin's industries add up to 1, whatever its customers write into one field.
select domain, sum(share) as shares
from {{ref "company_icp_industries_from_customers"}}
group by domain
having abs(sum(share) - 1) > 0.000000001

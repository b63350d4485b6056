-- Why industries of customers are not known.
{{config description="Why the industries of customers are missing, and how many are for each reason."}}
select
    reason
    , count(*) as customers
from {{ref "icp_missing_customers"}}
group by reason
order by customers desc, reason collate "C"

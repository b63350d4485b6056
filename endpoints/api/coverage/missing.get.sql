-- The customers whose industry nobody knows, what unlocks most first: the list for enrichment.
{{config description="Customers to send to enrichment, what unlocks most first."}}
{{params
  reason=(text optional=true max_length=100 description="only customers that are missing for this reason")
  limit=(limit default=100 max=10000 description="customers at most")
  offset=(offset description="customers to leave out first")
}}
select
    send_rank
    , customer_domain
    , customer_name
    , website
    , reason
    , is_enriched
    , origins_count
    , blocked_origins_count
from {{ref "icp_missing_customers"}}
where ({{param "reason"}} is null or reason = {{param "reason"}})
order by send_rank
limit {{param "limit"}}
offset {{param "offset"}}

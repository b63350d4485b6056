-- One row per company that may be a target: net_new (never a customer) or win_back (a customer that has lapsed).
-- Nobody is one where there are no top customers to resemble.
{{config materialized="table"}}

select
    prospects.target_key
    , prospects.company_key
    , prospects.customer_id
    , case when prospects.is_customer then 'win_back' else 'net_new' end as source
    , prospects.recency_days
    , prospects.lapse_limit
    , prospects.past_margin
from {{ref "int_company_prospects"}} as prospects
where prospects.left_out_because is null
    and exists (select 1 from {{ref "int_customer_ranks"}} where is_in_population)

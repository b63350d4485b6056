-- One row per company that may be a target: net_new (never a customer) or win_back (a customer that has lapsed).
-- Nobody is one where there are no top customers to resemble.
{{config materialized="table"}}

select
    eligibility.target_key
    , eligibility.company_key
    , eligibility.customer_id
    , case when eligibility.is_customer then 'win_back' else 'net_new' end as source
    , eligibility.recency_days
    , eligibility.lapse_limit
    , eligibility.past_margin
from {{ref "int_target_eligibility"}} as eligibility
where eligibility.left_out_because is null
    and exists (select 1 from {{ref "int_customer_ranks"}} where is_in_population)

-- A contract belongs to a won deal of its company and does not begin before that was closed; contracts of a company do not
-- overlap, and each won deal has one.
select deals.deal_id, billing.billing_id, deals.outcome, deals.closed_at, billing.start_date
from {{ref "deals"}} as deals
full join {{ref "billing"}} as billing on billing.deal_id = deals.deal_id
where (deals.outcome = 'won') is distinct from (billing.billing_id is not null)
    or billing.domain <> deals.domain
    or billing.start_date < (deals.closed_at at time zone '{{var "business_time_zone"}}')::date
    or exists (
        select 1
        from {{ref "billing"}} as other
        where other.domain = billing.domain
            and other.billing_id <> billing.billing_id
            and other.start_date <= billing.end_date
            and other.end_date >= billing.start_date
    )

-- Every company has one outcome, and it is that of its deals.
with

counted as (
    select
        companies.domain
        , case
            when bool_or(deals.outcome = 'won') then 'won'
            when bool_or(deals.outcome = 'open') then 'open'
            when bool_or(deals.outcome = 'lost') then 'lost'
            else 'no_opportunity'
        end as outcome
        , count(deals.deal_id) as deals
    from {{ref "companies"}} as companies
    left join {{ref "deals"}} as deals on deals.domain = companies.domain
    group by companies.domain
)

select coalesce(counted.domain, unified.domain) as domain, counted.outcome as counted, unified.outcome
from counted
full join {{ref "unified"}} as unified on unified.domain = counted.domain
where (counted.outcome, counted.deals) is distinct from (unified.outcome, unified.deal_count)

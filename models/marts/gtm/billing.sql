-- SIMULATED. One row per contract of twelve months that a won deal has led to by as_of: the first, and its renewals, each of
-- which begins when the one before ends.
with

won as (
    select
        deals.deal_id
        , deals.domain
        , deals.arr
        , odds.employee_band
        , (deals.closed_at at time zone '{{var "business_time_zone"}}')::date
            + floor({{var "gtm_start_within_days"}} * {{pipeline_draw "deals.domain" "'start'"}})::integer as first_start
    from {{ref "deals"}} as deals
    join {{ref "int_gtm_odds"}} as odds on odds.company_key = deals.domain
    where deals.outcome = 'won'
)

, possible as (
    select
        won.*
        , numbers.contract_number
        , (won.first_start + (numbers.contract_number - 1) * interval '12 months')::date as start_date
        , (won.first_start + numbers.contract_number * interval '12 months')::date - 1 as end_date
        -- A company that did not renew once is gone.
        , bool_and(
            numbers.contract_number = 1
            or {{pipeline_draw "won.domain" "'renew:' || numbers.contract_number::text"}} < {{var "gtm_renewal_rate"}}
        ) over (partition by won.deal_id order by numbers.contract_number) as is_signed
    from won
    cross join lateral generate_series(
        1
        , 1 + greatest(0, extract(year from {{as_of_date}}) - extract(year from won.first_start))::integer
    ) as numbers (contract_number)
)

select
    possible.deal_id || '/' || possible.contract_number as billing_id
    , possible.deal_id
    , possible.domain
    , possible.contract_number
    , case when possible.contract_number = 1 then 'new' else 'renewal' end as contract_type
    , possible.start_date
    , possible.end_date
    , 12 as term_months
    , bands.billing_terms
    , possible.arr
    , round(possible.arr / 12, 2)::numeric(18, 2) as mrr
    , case
        when possible.start_date > {{as_of_date}} then 'upcoming'
        when possible.end_date < {{as_of_date}} then 'ended'
        else 'active'
    end as status
    , true as is_simulated
    , {{as_of}} as updated_at
from possible
join {{ref "gtm_arr_bands"}} as bands on bands.employee_band = possible.employee_band
where possible.is_signed
    -- A renewal is known on the day on which it begins, a new contract when it is signed.
    and (possible.contract_number = 1 or possible.start_date <= {{as_of_date}})

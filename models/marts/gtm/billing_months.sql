-- SIMULATED. One row per contract and month: a twelfth of its yearly revenue to the cent, the last month what is left.
select
    billing.billing_id || '/' || months.month_number as billing_month_id
    , billing.billing_id
    , billing.deal_id
    , billing.domain
    , months.month_number
    , (billing.start_date + (months.month_number - 1) * interval '1 month')::date as month_start
    , (billing.start_date + months.month_number * interval '1 month')::date - 1 as month_end
    , case
        when months.month_number < billing.term_months then billing.mrr
        else billing.arr - (billing.term_months - 1) * billing.mrr
    end::numeric(18, 2) as amount
    , (billing.start_date + (months.month_number - 1) * interval '1 month')::date <= {{as_of_date}} as is_due
    , true as is_simulated
    , {{as_of}} as updated_at
from {{ref "billing"}} as billing
cross join lateral generate_series(1, billing.term_months) as months (month_number)

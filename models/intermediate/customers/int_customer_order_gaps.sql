-- One row per customer with completed orders on two days or more: the median number of days between them. It says what
-- silence is unusual for this customer, which an average over a few long gaps does not.
{{config materialized="table"}}

with

order_days as (
    select distinct
        customer_id
        , order_date
    from {{ref "int_orders"}}
    where is_completed
        and customer_id is not null
)

, gaps as (
    select
        customer_id
        , order_date - lag(order_date) over (partition by customer_id order by order_date) as days
    from order_days
)

select
    customer_id
    , count(*) as gap_count
    , (percentile_cont(0.5) within group (order by days))::numeric as median_gap_days
from gaps
where days is not null
group by customer_id

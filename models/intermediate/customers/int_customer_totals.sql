-- One row per customer, orders or not: exact totals, unrounded, that every rank, share and reconciliation reads.
-- Adjustments (returns, cancellations, net <= 0) change the money and count as no order.
{{config materialized="table"}}

with

order_totals as (
    select
        customer_id
        , sum(revenue) as revenue
        , sum(revenue) filter (where is_completed) as completed_revenue
        , sum(revenue_with_cost) as revenue_with_cost
        , sum(margin) as margin
        , sum(margin) filter (where is_in_window) as ranking_margin
        , sum(sale_revenue) as sale_revenue
        , sum(sale_revenue_with_cost) as sale_revenue_with_cost
        , sum(kept_lines) as kept_lines
        , count(*) filter (where is_completed) as order_count
        , count(*) filter (where is_completed and is_in_window) as orders_in_window
        , min(order_date) filter (where is_completed) as first_order_date
        , max(order_date) filter (where is_completed) as last_order_date
        , count(distinct date_trunc('month', order_date)) filter (where is_completed) as active_months
    from {{ref "int_orders"}}
    where customer_id is not null
    group by customer_id
)

select
    customers.customer_id
    , coalesce(order_totals.revenue, 0) as revenue
    , order_totals.completed_revenue
    , order_totals.revenue_with_cost
    -- Nothing bought is a margin of 0; something bought at unknown cost is an unknown margin.
    , case
        when coalesce(order_totals.kept_lines, 0) = 0 and coalesce(order_totals.revenue, 0) = 0
            then coalesce(order_totals.margin, 0)
        else order_totals.margin
    end as margin
    , order_totals.ranking_margin
    , order_totals.sale_revenue
    , order_totals.sale_revenue_with_cost
    , coalesce(order_totals.order_count, 0) as order_count
    , order_totals.first_order_date
    , order_totals.last_order_date
    , coalesce(order_totals.active_months, 0) as active_months
    , coalesce(order_totals.order_count, 0) > 0 as is_buyer
    , coalesce(order_totals.orders_in_window, 0) > 0 and order_totals.ranking_margin is not null as is_ranked
from {{ref "stg_sales__customers"}} as customers
left join order_totals on order_totals.customer_id = customers.customer_id

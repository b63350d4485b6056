-- The columns of document 1 in one statement, as it has them, with its fan-out mended: lines are summed to orders first.
create table document_1 as
with

line_totals as (
    select
        lines.order_id
        , sum(lines.quantity * lines.unit_price - coalesce(lines.discount, 0)) as revenue
        , sum(lines.quantity * lines.unit_price - coalesce(lines.discount, 0)
            - coalesce(lines.line_cost, products.standard_cost * lines.quantity)) as margin
    from sales.order_lines as lines
    left join sales.products using (product_id)
    group by lines.order_id
)

, orders as (
    select
        orders.customer_id
        , orders.order_id
        , orders.order_date::date as order_date
        , coalesce(orders.order_revenue, line_totals.revenue) as order_revenue
        , coalesce(orders.gross_margin, line_totals.margin) as gross_margin
    from sales.orders as orders
    left join line_totals using (order_id)
)

, categories as (
    select
        orders.customer_id
        , count(distinct coalesce(lines.product_category, products.product_category)) as product_categories_count
    from sales.orders as orders
    join sales.order_lines as lines using (order_id)
    left join sales.products using (product_id)
    group by orders.customer_id
)

, metrics as (
    select
        customers.customer_id
        , coalesce(sum(orders.order_revenue), 0) as total_revenue
        , coalesce(sum(orders.gross_margin), 0) as total_gross_margin
        , 100 * sum(orders.gross_margin) / nullif(sum(orders.order_revenue), 0) as gross_margin_percent
        , count(orders.order_id) as order_count
        , sum(orders.order_revenue) / nullif(count(orders.order_id), 0) as avg_order_value
        , min(orders.order_date) as first_order_date
        , max(orders.order_date) as last_order_date
        , max(orders.order_date) - min(orders.order_date) as days_as_customer
        , count(orders.order_id)::numeric / nullif((max(orders.order_date) - min(orders.order_date)) / 30.0, 0)
            as order_frequency
        , count(distinct date_trunc('month', orders.order_date)) as active_months
        , date '2026-02-14' - max(orders.order_date) as recency_days
    from sales.customers as customers
    left join orders using (customer_id)
    group by customers.customer_id
)

select
    metrics.*
    , categories.product_categories_count
    , row_number() over (order by metrics.total_gross_margin desc, metrics.customer_id) as percentile_rank
from metrics
left join categories using (customer_id);

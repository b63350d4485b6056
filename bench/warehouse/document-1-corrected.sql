-- The columns of document 1 with its fan-out mended: money is summed over orders, categories are counted beside it.
create table document.customer_metrics_corrected as
with

orders as (
    select
        customer_id
        , sum(order_revenue) as revenue
        , sum(gross_margin) as margin
        , count(*) as order_count
        , min(order_date) as first_order_date
        , max(order_date) as last_order_date
        , count(distinct date_trunc('month', order_date)) as active_months
    from sales.orders
    where customer_id is not null
    group by customer_id
)

, bought as (
    select distinct
        orders.customer_id
        , lines.product_category
    from sales.orders as orders
    join sales.order_lines as lines on lines.order_id = orders.order_id
    where orders.customer_id is not null
)

, categories as (
    select
        customer_id
        , count(product_category) as product_categories_count
    from bought
    group by customer_id
)

, metrics as (
    select
        customers.customer_id
        , coalesce(orders.revenue, 0)::numeric(15, 2) as total_revenue
        , coalesce(orders.margin, 0)::numeric(15, 2) as total_gross_margin
        , 100 * orders.margin / nullif(orders.revenue, 0) as gross_margin_percent
        , coalesce(orders.order_count, 0)::integer as order_count
        , (orders.revenue / orders.order_count)::numeric(15, 2) as avg_order_value
        , orders.first_order_date
        , orders.last_order_date
        , orders.last_order_date - orders.first_order_date as days_as_customer
        , orders.order_count / nullif((orders.last_order_date - orders.first_order_date) / 30.0, 0) as order_frequency
        , coalesce(orders.active_months, 0)::integer as active_months
        , 100.0 * orders.active_months / (
            1
            + 12 * (extract(year from orders.last_order_date) - extract(year from orders.first_order_date))
            + extract(month from orders.last_order_date) - extract(month from orders.first_order_date)
        ) as consistency_score
        , coalesce(categories.product_categories_count, 0)::integer as product_categories_count
        , date '2026-02-14' - orders.last_order_date as recency_days
    from sales.customers as customers
    left join orders on orders.customer_id = customers.customer_id
    left join categories on categories.customer_id = customers.customer_id
)

, ranked as (
    select
        customer_id
        , rank() over (order by total_gross_margin desc) as percentile_rank
        , ceil(count(*) over () * 0.2) as top20_count
    from metrics
    where total_gross_margin > 0
)

select
    metrics.*
    , coalesce(ranked.percentile_rank <= ranked.top20_count, false) as is_top_20
    , ranked.percentile_rank::integer as percentile_rank
from metrics
left join ranked on ranked.customer_id = metrics.customer_id;

alter table document.customer_metrics_corrected add primary key (customer_id);
create index on document.customer_metrics_corrected (is_top_20);
create index on document.customer_metrics_corrected (total_gross_margin desc);
create index on document.customer_metrics_corrected (percentile_rank);

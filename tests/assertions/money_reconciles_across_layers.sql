-- Lines, orders and customers hold the same money, exactly: what is on the kept lines of an order is in the order, and
-- what is in the orders is at a customer or at nobody. Each row is a pair of totals that differ.
with

lines as (
    select
        sum(lines.revenue) as revenue
        , sum(lines.revenue - lines.cost) as margin
    from {{ref "int_order_lines"}} as lines
    join {{ref "int_orders"}} as orders on orders.order_id = lines.order_id
    where not lines.is_excluded
)

, orders as (
    select
        sum(lines_revenue) as lines_revenue
        , sum(revenue) as revenue
        , sum(margin) as margin
        , sum(revenue) filter (where customer_id is null) as unassigned_revenue
        , sum(margin) filter (where customer_id is null) as unassigned_margin
    from {{ref "int_orders"}}
)

, customers as (
    select
        sum(revenue) as revenue
        , sum(margin) as margin
    from {{ref "int_customer_totals"}}
)

, comparisons as (
    select
        'revenue of kept lines = lines in orders' as rule
        , coalesce(lines.revenue, 0) as expected
        , coalesce(orders.lines_revenue, 0) as found
    from lines, orders
    union all
    select
        'revenue of orders = customers + unassigned'
        , coalesce(orders.revenue, 0)
        , coalesce(customers.revenue, 0) + coalesce(orders.unassigned_revenue, 0)
    from orders, customers
    union all
    select
        'margin of orders = customers + unassigned'
        , coalesce(orders.margin, 0)
        , coalesce(customers.margin, 0) + coalesce(orders.unassigned_margin, 0)
    from orders, customers
)

select rule, expected, found, found - expected as difference
from comparisons
where found <> expected

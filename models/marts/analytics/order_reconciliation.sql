-- One row per level, always five: what the lines hold is in the orders, what the orders hold is at customers or at nobody
-- known (unassigned), and what is in no figure is counted as excluded (freight and fees, lines of orders that cannot be
-- dated or lie after as_of, lines of no order). lines + excluded are all lines there are; customers + unassigned are
-- all orders. Exact sums, rounded here alone. Orders that state their own amount may differ from their lines: the
-- check stated_revenue_equals_lines names them.
with

lines as (
    select
        lines.revenue
        , lines.revenue - lines.cost as margin
        , orders.order_id is not null and not lines.is_excluded as is_counted
    from {{ref "int_order_lines"}} as lines
    left join {{ref "int_orders"}} as orders on orders.order_id = lines.order_id
)

, levels as (
    select
        1 as position
        , 'lines' as level
        , count(*) filter (where is_counted) as rows
        , sum(revenue) filter (where is_counted) as revenue
        , sum(margin) filter (where is_counted) as margin
    from lines
    union all
    select 2, 'orders', count(*), sum(revenue), sum(margin)
    from {{ref "int_orders"}}
    union all
    select 3, 'customers', count(*), sum(revenue), sum(margin)
    from {{ref "int_customer_totals"}}
    union all
    select 4, 'unassigned', count(*), sum(revenue), sum(margin)
    from {{ref "int_orders"}}
    where customer_id is null
    union all
    select
        5
        , 'excluded'
        , count(*) filter (where not is_counted)
        , sum(revenue) filter (where not is_counted)
        , sum(margin) filter (where not is_counted)
    from lines
)

select
    level
    , rows
    , round(coalesce(revenue, 0), 2)::numeric(18, 2) as revenue
    , round(coalesce(margin, 0), 2)::numeric(18, 2) as gross_margin
    , {{as_of}} as updated_at
from levels

-- Rows in are rows out plus rows reported: lines counted and lines excluded are all lines, orders at customers and orders
-- of nobody are all orders with figures. Each row is a sum that does not add up.
with

found as (
    select
        max(rows) filter (where level = 'lines') as lines
        , max(rows) filter (where level = 'excluded') as excluded
        , max(rows) filter (where level = 'orders') as orders
        , max(rows) filter (where level = 'customers') as customers
        , max(rows) filter (where level = 'unassigned') as unassigned
    from {{ref "order_reconciliation"}}
)

, expected as (
    select
        (select count(*) from {{ref "stg_sales__order_lines"}}) as lines
        , (select count(*) from {{ref "stg_sales__customers"}}) as customers
        , (select count(*) from {{ref "int_orders"}} where customer_id is not null) as assigned
)

select 'lines' as what, expected.lines as expected, found.lines + found.excluded as found
from found, expected
where found.lines + found.excluded <> expected.lines
union all
select 'orders', expected.assigned + found.unassigned, found.orders
from found, expected
where found.orders <> expected.assigned + found.unassigned
union all
select 'customers', expected.customers, found.customers
from found, expected
where found.customers <> expected.customers

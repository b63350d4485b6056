-- No join multiplies or loses an order: those with figures and those left out are all there are.
select found.orders, found.counted, found.left_out
from (
    select
        (select count(*) from {{ref "stg_sales__orders"}}) as orders
        , (select count(*) from {{ref "int_orders"}}) as counted
        , (select count(*) from {{ref "int_orders_left_out"}}) as left_out
) as found
where found.orders <> found.counted + found.left_out

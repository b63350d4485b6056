-- One row per order that no figure contains, with the reason.
select
    orders.order_id
    , case when orders.order_date is null then 'date not readable' else 'after as_of' end as reason
from {{ref "stg_sales__orders"}} as orders
where orders.order_date is null
    or orders.order_date > {{as_of_date}}

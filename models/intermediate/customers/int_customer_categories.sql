-- One row per customer that bought anything: how many categories, over kept lines of all its orders.
{{config materialized="table"}}

with

customer_categories as (
    select distinct
        orders.customer_id
        , lines.category_key collate "C" as category_key
    from {{ref "int_order_lines"}} as lines
    join {{ref "int_orders"}} as orders on orders.order_id = lines.order_id
    where not lines.is_excluded
        and lines.category_key is not null
        and orders.customer_id is not null
)

select
    customer_id
    , count(*) as product_categories_count
from customer_categories
group by customer_id

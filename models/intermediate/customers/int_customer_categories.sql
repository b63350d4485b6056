-- One row per customer that bought anything: how many categories, over kept lines of all its orders.
{{config materialized="table"}}

with

customer_categories as (
    select distinct
        orders.customer_id
        , bought.category_key
    from {{ref "int_orders"}} as orders
    cross join lateral unnest(orders.category_keys) as bought (category_key)
    where orders.customer_id is not null
)

select
    customer_id
    , count(*) as product_categories_count
from customer_categories
group by customer_id

-- One row per product that is in the catalogue or on an order line, with the reason why it is no merchandise, if any.
-- A table: every line is joined to it, and the planner should know how few products there are.
{{config materialized="table"}}

with

sold_products as (
    select distinct product_id
    from {{ref "stg_sales__order_lines"}}
    where product_id is not null
)

, all_products as (
    select
        coalesce(products.product_id, sold_products.product_id) as product_id
        , products.product_name
        , products.product_category
        , products.standard_cost
    from {{ref "stg_sales__products"}} as products
    full join sold_products on sold_products.product_id = products.product_id
)

, exclusions as (
    select
        all_products.product_id
        , min(rules.reason collate "C") as excluded_reason
    from all_products
    join {{ref "stg_reference__excluded_products"}} as rules
        on all_products.product_id = rules.product_id
        -- Without an escape character: a pattern that ends in a backslash would be an error.
        or all_products.product_id ilike rules.product_pattern escape ''
        or all_products.product_name ilike rules.product_pattern escape ''
    group by all_products.product_id
)

select
    all_products.product_id
    , all_products.product_name
    , all_products.product_category
    , {{text_key "all_products.product_category"}} as category_key
    , all_products.standard_cost
    , exclusions.product_id is not null as is_excluded
    , exclusions.excluded_reason
from all_products
left join exclusions on exclusions.product_id = all_products.product_id

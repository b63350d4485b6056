-- One row per product_id.
select distinct on (product_id)
    product_id
    , product_name
    , product_category
    , standard_cost
from (
    select
        nullif(btrim(product_id), '') collate "C" as product_id
        , {{clean_text "product_name"}} as product_name
        , {{clean_text "product_category"}} as product_category
        , standard_cost
    from {{source "sales" "products"}}
) as typed
where product_id is not null
order by product_id, standard_cost desc nulls last, product_category collate "C", product_name collate "C"

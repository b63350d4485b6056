-- One row per rule that names what is no merchandise: an exact product_id, or a pattern for id and name.
select
    nullif(btrim(product_id), '') as product_id
    , nullif(btrim(product_pattern), '') as product_pattern
    , {{clean_text "reason"}} as reason
from {{source "reference" "excluded_products"}}
where coalesce(nullif(btrim(product_id), ''), nullif(btrim(product_pattern), '')) is not null

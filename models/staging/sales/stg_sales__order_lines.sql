-- One row per order line. A table, as the orders are: lines and orders are reconciled to the cent. Keys are compared byte
-- by byte, here and wherever they go, which is quicker than by the rules of a language.
{{config materialized="table"}}

select
    order_line_id
    , btrim(order_id) collate "C" as order_id
    , nullif(btrim(product_id), '') collate "C" as product_id
    , {{clean_text "product_category"}} as product_category
    , quantity
    , unit_price
    , discount
    , line_cost
from {{source "sales" "order_lines"}}

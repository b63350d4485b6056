-- One row per order_id. A table: what a customer has bought is reckoned from it, and reconciled with it, in one run.
{{config materialized="table"}}

select
    btrim(order_id) collate "C" as order_id
    , nullif(btrim(customer_id), '') collate "C" as customer_id
    , {{business_date "order_date"}} as order_date
    , lower({{clean_text "status"}}) as status
    , order_revenue
    , gross_margin
from {{source "sales" "orders"}}
where nullif(btrim(order_id), '') is not null

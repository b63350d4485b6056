-- One row per buyer: which group it is in, what the descriptive traits are made of, and the fold that leaves it out when
-- the profile of the top customers is put to the test (analytics.lookalike_validation).
{{config materialized="table"}}

select
    totals.customer_id
    , {{customer_key "totals.customer_id"}} as company_key
    , coalesce(ranks.is_top_20, false) as is_top_20
    , ranks.ranking_margin
    , totals.order_count
    , totals.completed_revenue / totals.order_count as avg_order_value
    , totals.order_count / greatest(1, ({{as_of_date}} - totals.first_order_date + 1) / 30.4375) as orders_per_month
    , coalesce(categories.product_categories_count, 0) as product_categories_count
    , {{validation_fold "totals.customer_id" "totals.first_order_date"}} as fold
from {{ref "int_customer_totals"}} as totals
left join {{ref "int_customer_ranks"}} as ranks on ranks.customer_id = totals.customer_id
left join {{ref "int_customer_categories"}} as categories on categories.customer_id = totals.customer_id
where totals.is_buyer

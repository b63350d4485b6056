-- One row per order line, with its money: exact, unrounded. Cost is the line's own, else standard cost times quantity,
-- else unknown (NULL, never 0: an unknown cost read as 0 is a margin that nobody earned). Excluded lines (freight,
-- fees) stay, marked, so that what was left out can be counted.
select
    lines.order_line_id
    , lines.order_id
    , lines.product_id
    , case
        when lines.product_category is null then products.category_key
        else {{text_key "lines.product_category"}}
    end as category_key
    , lines.quantity * lines.unit_price - coalesce(lines.discount, 0) as revenue
    , coalesce(lines.line_cost, products.standard_cost * lines.quantity) as cost
    , coalesce(products.is_excluded, false) as is_excluded
from {{ref "stg_sales__order_lines"}} as lines
left join {{ref "int_products"}} as products on products.product_id = lines.product_id

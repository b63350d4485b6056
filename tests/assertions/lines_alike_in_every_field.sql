{{config severity="warn" warn_if="> 1000"}}
-- Lines of an order that differ in their key alone: bought twice, or entered twice? They are kept and counted here.
select order_id, product_id, quantity, unit_price, discount, line_cost, count(*) as lines
from {{ref "stg_sales__order_lines"}}
group by order_id, product_id, product_category, quantity, unit_price, discount, line_cost
having count(*) > 1

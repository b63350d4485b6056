{{config severity="warn"}}
-- Orders that state another revenue than their kept lines add up to. The stated one counts.
select order_id, stated_revenue, lines_revenue, stated_revenue - lines_revenue as difference
from {{ref "int_orders"}}
where abs(stated_revenue - lines_revenue) > 0.005

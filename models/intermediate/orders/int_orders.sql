-- One row per order up to as_of, with exact totals of its kept lines; orders dated later, or not datable, are left out
-- and counted in intermediate.int_orders_left_out. A table: ranks, shares and reconciliation all read it.
-- Lines are summed to the order BEFORE anything is joined, so an order counts once however many lines it has.
{{config materialized="table"}}

with

line_sums as (
    select
        order_id
        , sum(revenue) as revenue
        , sum(cost) as cost
        , sum(revenue) filter (where cost is null) as revenue_without_cost
        , sum(revenue) filter (where revenue <= 0) as adjustments
        , sum(revenue) filter (where revenue <= 0 and cost is null) as adjustments_without_cost
        , count(*) as kept_lines
        , count(cost) as lines_with_cost
        , count(*) filter (where revenue > 0) as sale_lines
        , count(cost) filter (where revenue > 0) as sale_lines_with_cost
    from (
        select
            order_id
            , revenue
            -- Of a line whose price is not known the cost says nothing either.
            , case when revenue is not null then cost end as cost
        from {{ref "int_order_lines"}}
        where not is_excluded
        -- Each line's money is reckoned once, not once for each of the sums above; and an order's lines, side by side,
        -- are summed one order after the other: nearly half the work of a table of all orders at once.
        order by order_id
        offset 0
    ) as lines
    group by order_id
)

-- The sums that are wanted, by what is rare: few lines lack a cost, and few are adjustments. A sum over no line is NULL.
, line_totals as (
    select
        order_id
        , revenue
        , kept_lines
        , case when lines_with_cost > 0 then revenue - coalesce(revenue_without_cost, 0) end as revenue_with_cost
        , revenue - coalesce(revenue_without_cost, 0) - cost as margin
        , case when sale_lines > 0 then revenue - coalesce(adjustments, 0) end as sale_revenue
        , case
            when sale_lines_with_cost > 0
                then revenue - coalesce(revenue_without_cost, 0)
                    - coalesce(adjustments, 0) + coalesce(adjustments_without_cost, 0)
        end as sale_revenue_with_cost
    from line_sums
)

-- An amount that the order states itself goes before the sum of its lines; a stated margin means all costs are known.
, order_totals as (
    select
        orders.order_id
        , customers.customer_id
        , orders.order_date
        , orders.status
        , coalesce(line_totals.kept_lines, 0) as kept_lines
        , coalesce(orders.order_revenue, line_totals.revenue, 0) as revenue
        , coalesce(orders.gross_margin, line_totals.margin) as margin
        , case
            when orders.gross_margin is not null then coalesce(orders.order_revenue, line_totals.revenue)
            else line_totals.revenue_with_cost
        end as revenue_with_cost
        , coalesce(line_totals.sale_revenue, greatest(orders.order_revenue, 0)) as sale_revenue
        , case
            when orders.gross_margin is not null
                then coalesce(line_totals.sale_revenue, greatest(orders.order_revenue, 0))
            else line_totals.sale_revenue_with_cost
        end as sale_revenue_with_cost
        , line_totals.revenue as lines_revenue
        , orders.order_revenue as stated_revenue
    from {{ref "stg_sales__orders"}} as orders
    left join line_totals on line_totals.order_id = orders.order_id
    left join {{ref "stg_sales__customers"}} as customers on customers.customer_id = orders.customer_id
    where orders.order_date <= {{as_of_date}}
)

select
    order_id
    , customer_id
    , order_date
    , status
    , revenue > 0
        and (status is null or status in {{literal_list (var "completed_statuses")}}) as is_completed
    , order_date > {{window_start}} as is_in_window
    , kept_lines
    , revenue
    , revenue_with_cost
    , margin
    , sale_revenue
    , sale_revenue_with_cost
    , lines_revenue
    , stated_revenue
from order_totals

-- What document 1 runs itself: one statement over orders times lines (which counts an order's money once for each of its
-- lines), then two updates of every row.
begin;

insert into document.customer_metrics (
    customer_id, total_revenue, total_gross_margin, gross_margin_percent, order_count, avg_order_value
    , first_order_date, last_order_date, days_as_customer, order_frequency, active_months
    , product_categories_count, recency_days
)
select
    customers.customer_id
    , coalesce(sum(orders.order_revenue), 0)
    , coalesce(sum(orders.gross_margin), 0)
    , case when sum(orders.order_revenue) > 0 then sum(orders.gross_margin) / sum(orders.order_revenue) * 100 else 0 end
    , count(orders.order_id)
    , case when count(orders.order_id) > 0 then sum(orders.order_revenue) / count(orders.order_id) else 0 end
    , min(orders.order_date)
    , max(orders.order_date)
    , coalesce(max(orders.order_date) - min(orders.order_date), 0)
    , case
        when max(orders.order_date) - min(orders.order_date) > 0
            then count(orders.order_id)::numeric / ((max(orders.order_date) - min(orders.order_date)) / 30.0)
        else 0
    end
    , count(distinct date_trunc('month', orders.order_date))
    , count(distinct lines.product_category)
    , date '2026-02-14' - max(orders.order_date)
from sales.customers as customers
left join sales.orders as orders on orders.customer_id = customers.customer_id
left join sales.order_lines as lines on lines.order_id = orders.order_id
group by customers.customer_id;

update document.customer_metrics
set consistency_score = case
    when days_as_customer > 0 then active_months::numeric / greatest(days_as_customer / 30.0, 1) * 100
    else 0
end;

with

ranked as (
    select
        customer_id
        , row_number() over (order by total_gross_margin desc) as rank
        , ceil(count(*) over () * 0.2) as top20_count
    from document.customer_metrics
    where total_gross_margin > 0
)

update document.customer_metrics as metrics
set
    percentile_rank = ranked.rank
    , is_top_20 = ranked.rank <= ranked.top20_count
from ranked
where ranked.customer_id = metrics.customer_id;

commit;

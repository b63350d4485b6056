-- One row per customer, orders or not. Money is rounded to the cent here and nowhere before; a rate that cannot be told
-- is NULL, not 0. Definitions: docs/warehouse.md; departures from document 1: docs/spec-corrections.md.
with

as_of as (
    select
        {{as_of}} as moment
        , {{as_of_date}} as day
)

, spans as (
    select
        totals.*
        , totals.last_order_date - totals.first_order_date as days_as_customer
        , as_of.day - totals.first_order_date as tenure_days
        , {{months_inclusive "totals.first_order_date" "totals.last_order_date"}} as months_from_first_to_last
        , {{months_inclusive "totals.first_order_date" "as_of.day"}} as tenure_months
        , as_of.day - totals.last_order_date as recency_days
        , as_of.moment as as_of
    from {{ref "int_customer_totals"}} as totals
    cross join as_of
)

select
    spans.customer_id
    , round(spans.revenue, 2)::numeric(18, 2) as total_revenue
    , round(spans.margin, 2)::numeric(18, 2) as total_gross_margin
    , case when spans.revenue_with_cost > 0 then 100 * spans.margin / spans.revenue_with_cost end
        as gross_margin_percent
    , case when spans.sale_revenue > 0 then coalesce(spans.sale_revenue_with_cost, 0) / spans.sale_revenue end
        as cost_coverage
    , spans.order_count::integer as order_count
    , round(spans.completed_revenue / nullif(spans.order_count, 0), 2)::numeric(18, 2) as avg_order_value
    , round(spans.revenue / nullif(spans.order_count, 0), 2)::numeric(18, 2) as net_revenue_per_order
    , spans.first_order_date
    , spans.last_order_date
    , spans.days_as_customer
    , spans.tenure_days
    , spans.tenure_months
    , case when spans.days_as_customer > 0 then spans.order_count / (spans.days_as_customer / 30.0) else 0 end
        as order_frequency
    , case when spans.is_buyer then spans.order_count / greatest(1, (spans.tenure_days + 1) / 30.4375) end
        as orders_per_month
    , case when spans.order_count > 1 then spans.days_as_customer / (spans.order_count - 1.0) end
        as avg_interorder_days
    , gaps.median_gap_days
    , spans.active_months::integer as active_months
    , case when spans.is_buyer then 100.0 * spans.active_months / spans.months_from_first_to_last else 0 end
        as consistency_score
    , case when spans.is_buyer then 100.0 * spans.active_months / spans.tenure_months end as consistency_to_date
    , spans.recency_days
    , coalesce(categories.product_categories_count, 0)::integer as product_categories_count
    , rfm.r_score
    , rfm.f_score
    , rfm.m_score
    , coalesce(rfm.rfm_segment, case when not spans.is_buyer then 'never bought' end) as rfm_segment
    , ranks.margin_rank
    , ranks.percentile_rank
    , coalesce(ranks.is_top_20, false) as is_top_20
    , spans.as_of as created_at
    , spans.as_of as updated_at
from spans
left join {{ref "int_customer_order_gaps"}} as gaps on gaps.customer_id = spans.customer_id
left join {{ref "int_customer_categories"}} as categories on categories.customer_id = spans.customer_id
left join {{ref "int_customer_rfm"}} as rfm on rfm.customer_id = spans.customer_id
left join {{ref "int_customer_ranks"}} as ranks on ranks.customer_id = spans.customer_id

-- The table that document 1 fills, with its key and indexes; percentages are wider than its numeric(5, 2), which overflows.
create schema document;

create table document.customer_metrics (
    customer_id text primary key
    , total_revenue numeric(15, 2)
    , total_gross_margin numeric(15, 2)
    , gross_margin_percent numeric(12, 2)
    , order_count integer
    , avg_order_value numeric(15, 2)
    , first_order_date date
    , last_order_date date
    , days_as_customer integer
    , order_frequency numeric(10, 2)
    , active_months integer
    , consistency_score numeric(12, 2)
    , product_categories_count integer
    , recency_days integer
    , is_top_20 boolean default false
    , percentile_rank integer
    , created_at timestamp default current_timestamp
    , updated_at timestamp default current_timestamp
);
create index on document.customer_metrics (is_top_20);
create index on document.customer_metrics (total_gross_margin desc);
create index on document.customer_metrics (percentile_rank);

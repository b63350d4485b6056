-- A shop of :customers customers with ten orders each and three lines an order, drawn from hashes of row numbers: the same
-- rows on every machine. A few customers order much, one order in fifty is of nobody, one line in sixty is a return.
-- Orders have their amounts and lines their categories, as document 1 expects them.
create schema sales;
create schema reference;

create table sales.products as
select
    'P' || g as product_id
    , 'Product ' || g as product_name
    , 'Category ' || g % 24 as product_category
    , round((10 + g % 500) * 0.6, 2) as standard_cost
from generate_series(1, 2000) as g;

create table sales.customers as
select
    'C' || g as customer_id
    , 'Customer ' || g as customer_name
    , 'customer' || g || '.example.com' as domain
    , (array['Healthcare', 'Logistics', 'Retail', 'Energy', 'Education', 'Construction', 'Software', 'Banking'])
        [1 + (hashint4(g) & 1023) % 8] as industry
    , (11 + (hashint4(g + 7) & 1023) % 80)::text as naics
    , 'City ' || (hashint4(g + 1) & 4095) as city
    , 'State ' || (hashint4(g + 2) & 1023) % 50 as state
    , 'Country ' || (hashint4(g + 3) & 1023) % 8 as country
    , (1 + (hashint4(g + 4) & 16383))::text as employee_count
    , ((hashint4(g + 5) & 65535) * 10000)::text as annual_revenue
    , timestamptz '2023-01-01' + (g % 700) * interval '1 day' as created_at
from generate_series(1, :customers) as g;

create table sales.order_lines as
select
    g::text as order_line_id
    , ((g + 2) / 3)::text as order_id
    , 'P' || product as product_id
    , 'Category ' || product % 24 as product_category
    , (case when g % 60 = 0 then -1 else 1 end * (1 + (hashint4(g + 31) & 1023) % 10))::numeric as quantity
    , (10 + (hashint4(g + 41) & 65535) % 500)::numeric as unit_price
    , null::numeric as discount
    , null::numeric as line_cost
from generate_series(1, :customers * 30) as g
cross join lateral (select 1 + (hashint4(g + 21) & 1048575) % 2000 as product) as drawn;

create table sales.orders as
select
    g::text as order_id
    , case
        when g % 50 > 0 then 'C' || 1 + floor(:customers * power((hashint4(g) & 1048575) / 1048576.0, 2))::integer
    end as customer_id
    , date '2023-01-01' + (hashint4(g + 11) & 1048575) % 1130 as order_date
    , case when g % 30 = 0 then 'cancelled' when g % 3 > 0 then 'completed' end as status
    , amounts.order_revenue
    , amounts.gross_margin
from generate_series(1, :customers * 10) as g
join (
    select
        lines.order_id
        , sum(lines.quantity * lines.unit_price) as order_revenue
        , sum(lines.quantity * (lines.unit_price - products.standard_cost)) as gross_margin
    from sales.order_lines as lines
    join sales.products using (product_id)
    group by lines.order_id
) as amounts on amounts.order_id = g::text;

create table sales.prospects (
    domain text, company_name text, industry text, naics text, city text, state text, country text
    , employee_count text, annual_revenue text, source text
);
create table sales.suppressed_domains (domain text, reason text);
create table reference.industry_lookup (
    industry_raw text, industry_cleaned text, parent_industry text, method text, confidence numeric
);
create table reference.excluded_products (product_id text, product_pattern text, reason text);
create table reference.unknown_values (value text);
analyze;

-- One row per buyer and trait with a known value. Values are compared without case, accents and blanks and shown in
-- their most frequent spelling. Traits made of the margin itself (orders, categories) are marked: they are described,
-- never tested, because they would only say again what made the customer a top one. A table: read twice by icp_traits.
{{config materialized="table"}}

with

customers as (
    select
        customers.*
        , coalesce(lookup.industry, case when lookup.industry_key is null then customers.industry end)
            as cleaned_industry
    from {{ref "stg_sales__customers"}} as customers
    left join {{ref "stg_reference__industry_lookup"}} as lookup
        on lookup.industry_key = {{text_key "customers.industry"}}
)

, buyers as (
    select
        totals.customer_id
        , coalesce(ranks.is_top_20, false) as is_top_20
        , totals.order_count
        , totals.completed_revenue / totals.order_count as avg_order_value
        , totals.order_count / greatest(1, ({{as_of_date}} - totals.first_order_date + 1) / 30.4375)
            as orders_per_month
        , coalesce(categories.product_categories_count, 0) as product_categories_count
    from {{ref "int_customer_totals"}} as totals
    left join {{ref "int_customer_ranks"}} as ranks on ranks.customer_id = totals.customer_id
    left join {{ref "int_customer_categories"}} as categories on categories.customer_id = totals.customer_id
    where totals.is_buyer
)

, traits as (
    select
        buyers.customer_id
        , buyers.is_top_20
        , trait.category as trait_category
        , trait.name as trait_name
        , trait.value
        , trait.is_tested
    from buyers
    join customers on customers.customer_id = buyers.customer_id
    cross join lateral (
        values
            ('industry', 'industry', customers.cleaned_industry, true)
            , ('industry', 'naics', customers.naics, true)
            , ('geo', 'country', customers.country, true)
            , ('geo', 'state', customers.state, true)
            , ('geo', 'city', customers.city, false)
            , ('size', 'employee_band', customers.employee_band, true)
            , ('size', 'revenue_band', customers.revenue_band, true)
            , ('behavior', 'order_count', {{count_band "buyers.order_count"}}, false)
            , ('behavior', 'orders_per_month', {{frequency_band "buyers.orders_per_month"}}, false)
            , ('behavior', 'product_categories_count', buyers.product_categories_count::text, false)
            , ('financial', 'avg_order_value', {{value_band "buyers.avg_order_value"}}, false)
    ) as trait (category, name, value, is_tested)
    where trait.value is not null
)

, keyed as (
    select
        *
        , {{text_key "value"}} as value_key
    from traits
)

, spellings as (
    select distinct on (trait_name, value_key)
        trait_name
        , value_key
        , value as trait_value
    from keyed
    group by trait_name, value_key, value
    order by trait_name, value_key, count(*) desc, value collate "C"
)

select
    keyed.customer_id
    , keyed.trait_category
    , keyed.trait_name
    , spellings.trait_value
    , keyed.is_tested
    , keyed.is_top_20
from keyed
join spellings
    on spellings.trait_name = keyed.trait_name
    and spellings.value_key = keyed.value_key

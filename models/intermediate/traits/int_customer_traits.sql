-- One row per buyer and trait with a known value. Tested is what a company is (industry, place, size); the city is shown
-- without a test, for most have one customer. Leaky is what the margin itself is made of (orders, categories): it would
-- only say again what made the customer a top one, so it is described and never scored.
{{config materialized="table"}}

with

what_it_is as (
    select
        buyers.customer_id
        , buyers.is_top_20
        , buyers.fold
        , trait.category as trait_category
        , traits.trait_name
        , traits.trait_value
        , traits.trait_name <> 'city' as is_tested
        , false as is_leaky
    from {{ref "int_buyers"}} as buyers
    join {{ref "int_company_traits"}} as traits on traits.company_key = buyers.company_key
    join (
        values
            ('industry', 'industry')
            , ('naics', 'industry')
            , ('country', 'geo')
            , ('state', 'geo')
            , ('city', 'geo')
            , ('employee_band', 'size')
            , ('revenue_band', 'size')
    ) as trait (name, category) on trait.name = traits.trait_name
)

, how_it_buys as (
    select
        buyers.customer_id
        , buyers.is_top_20
        , buyers.fold
        , trait.category as trait_category
        , trait.name as trait_name
        , trait.value as trait_value
        , false as is_tested
        , true as is_leaky
    from {{ref "int_buyers"}} as buyers
    cross join lateral (
        values
            ('behavior', 'order_count', {{count_band "buyers.order_count"}})
            , ('behavior', 'orders_per_month', {{frequency_band "buyers.orders_per_month"}})
            , ('behavior', 'product_categories_count', buyers.product_categories_count::text)
            , ('financial', 'avg_order_value', {{value_band "buyers.avg_order_value"}})
    ) as trait (category, name, value)
    where trait.value is not null
)

select * from what_it_is
union all
select * from how_it_buys

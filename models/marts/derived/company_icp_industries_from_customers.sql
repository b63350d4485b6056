-- One row per origin company and industry of its customers: how many have it, what share that is, how far it may be
-- trusted, and how far it is specific to this origin. Rebuilt whole: what stopped being true is not kept.
with

customer_industries as (
    select
        customers.origin_domain
        , customers.customer_domain
        , industries.industry
        , industries.parent_industry
        , industries.weight
        , industries.map_confidence
    from {{ref "int_origin_customers"}} as customers
    join {{ref "int_company_industries"}} as industries on industries.domain = customers.customer_domain
)

, origins as (
    select
        customers.origin_domain
        , count(*) as customers_total
        , count(*) filter (where records.status = 'known') as customers_with_industry
    from {{ref "int_origin_customers"}} as customers
    left join {{ref "int_company_records"}} as records on records.domain = customers.customer_domain
    group by customers.origin_domain
)

-- The same shares over the customers of all vendors, each customer once: what is common everywhere is no profile.
, everyone as (
    select
        industry
        , sum(weight) / sum(sum(weight)) over () as share
    from (
        select distinct customer_domain, industry, weight
        from customer_industries
    ) as customers
    group by industry
)

, counted as (
    select
        origin_domain
        , industry
        , parent_industry
        , count(*) as customer_count
        , count(map_confidence) as mapped_count
        , avg(map_confidence) as map_confidence
        , sum(weight) as customer_weight
    from customer_industries
    group by origin_domain, industry, parent_industry
)

, measured as (
    select
        counted.*
        , origins.customers_with_industry
        , origins.customers_total
        , counted.customer_weight / origins.customers_with_industry as share
        , origins.customers_with_industry::numeric / origins.customers_total as coverage
        , {{wilson_low "counted.customer_weight" "origins.customers_with_industry"}} as wilson_low
        , everyone.share as share_of_everyone
    from counted
    join origins on origins.origin_domain = counted.origin_domain
    join everyone on everyone.industry = counted.industry
)

select
    origin_domain as domain
    , industry as icp_industry
    , parent_industry
    , customer_count
    , customers_with_industry
    , customers_total
    , share
    , coverage
    , wilson_low
    , customer_weight / customers_total as floor_share
    , (customer_weight + customers_total - customers_with_industry) / customers_total as ceiling_share
    , share / share_of_everyone as index
    , 100 * wilson_low * coverage as confidence_score
    , {{confidence_label "customers_with_industry" "coverage"}} as confidence_label
    , mapped_count
    , map_confidence
    , {{as_of}} as updated_at
from measured

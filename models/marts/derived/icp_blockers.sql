-- One row per origin company: what stands between it and a profile. Its customers are counted by how far their industry
-- got; a vendor without one customer of known industry is blocked.
with

links as (
    select
        links.origin_domain
        , records.status
        , mapped.domain is null as is_unmapped
    from {{ref "int_origin_customers"}} as links
    left join {{ref "int_company_records"}} as records on records.domain = links.customer_domain
    left join (
        select domain from {{ref "int_company_industries"}} group by domain having bool_and(is_mapped)
    ) as mapped
        on mapped.domain = links.customer_domain
)

, customers as (
    select
        origin_domain
        , count(*) as customers_total
        , count(*) filter (where status = 'known') as customers_with_industry
        , count(*) filter (where status is null) as customers_without_record
        , count(*) filter (where status in ('empty', 'says unknown')) as customers_of_unknown_industry
        , count(*) filter (where status = 'no industry') as customers_with_no_industry_named
        , count(*) filter (where status = 'known' and is_unmapped) as customers_unmapped
    from links
    group by origin_domain
)

-- Named without an address that leads to a company: nothing can be looked up until somebody finds one.
, unaddressed as (
    select
        origin_domain
        , count(*) as customers_without_domain
    from {{ref "int_customer_rows"}}
    where status in ('no domain', 'domain is no name', 'mailbox provider')
        and origin_domain is not null
    group by origin_domain
)

, counted as (
    select
        coalesce(customers.origin_domain, unaddressed.origin_domain) as domain
        , coalesce(customers.customers_total, 0) as customers_total
        , coalesce(customers.customers_with_industry, 0) as customers_with_industry
        , coalesce(unaddressed.customers_without_domain, 0) as customers_without_domain
        , coalesce(customers.customers_without_record, 0) as customers_without_record
        , coalesce(customers.customers_of_unknown_industry, 0) as customers_of_unknown_industry
        , coalesce(customers.customers_with_no_industry_named, 0) as customers_with_no_industry_named
        , coalesce(customers.customers_unmapped, 0) as customers_unmapped
    from customers
    full join unaddressed on unaddressed.origin_domain = customers.origin_domain
)

select
    counted.*
    , customers_with_industry::numeric / nullif(customers_total, 0) as coverage
    , customers_with_industry = 0 as is_blocked
    , case greatest(
            customers_without_record, customers_without_domain
            , customers_of_unknown_industry, customers_with_no_industry_named)
        when 0 then null
        when customers_without_record then 'send customers to enrichment'
        when customers_without_domain then 'find the domains of customers'
        when customers_of_unknown_industry then 'enrich again: the record names no industry'
        else 'mend the industry: what is written is none'
    end as next_step
    , {{as_of}} as updated_at
from counted

-- One row per customer domain, with the name that most vendors give it, and whether enrichment has heard of it.
with

names as (
    select
        customer_domain
        , customer_name
        , customer_host
        , count(distinct origin_domain) as origins_count
    from {{ref "int_customer_rows"}}
    where status = 'counted'
    group by customer_domain, customer_name, customer_host
)

, named as (
    select distinct on (customer_domain) *
    from names
    order by
        customer_domain
        , (customer_name is not null) desc, origins_count desc, customer_name collate "C", customer_host collate "C"
)

-- The two tables by which document 0 tells who has to be enriched; the industries do not read descriptions.
, enriched as (
    select domain from {{ref "stg_extracted__company_firmographics"}}
    union
    select domain from {{ref "stg_core__company_descriptions"}}
)

select
    named.customer_domain
    , named.customer_name
    , coalesce({{registrable_domain "named.customer_host"}}, named.customer_host) as registrable_domain
    , {{is_punycode "named.customer_host"}} as is_punycode
    , enriched.domain is not null as is_enriched
from named
left join enriched on enriched.domain = named.customer_domain

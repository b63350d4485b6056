-- One row per customer whose industry nobody knows: the list to send to enrichment, what unlocks most first. A vendor is
-- unlocked by the first of its customers whose industry is known.
with

customers as (
    select
        links.origin_domain
        , links.customer_domain
        , records.status
        , count(*) filter (where records.status = 'known') over (partition by links.origin_domain) = 0 as is_blocked
    from {{ref "int_origin_customers"}} as links
    left join {{ref "int_company_records"}} as records on records.domain = links.customer_domain
)

, missing as (
    select
        customer_domain
        , coalesce(status, 'no record') as reason
        , count(*) as origins_count
        , count(*) filter (where is_blocked) as blocked_origins_count
    from customers
    where status is distinct from 'known'
    group by customer_domain, status
)

select
    missing.customer_domain
    , names.customer_name
    , 'https://' || missing.customer_domain as website
    , names.registrable_domain
    , names.is_punycode
    , missing.reason
    , names.is_enriched
    , missing.origins_count
    , missing.blocked_origins_count
    , row_number() over (
        order by
            missing.blocked_origins_count desc
            , missing.origins_count desc
            , missing.customer_domain collate "C"
    ) as send_rank
    , {{as_of}} as updated_at
from missing
join {{ref "int_customer_domains"}} as names on names.customer_domain = missing.customer_domain

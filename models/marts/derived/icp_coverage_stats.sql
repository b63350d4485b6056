-- One row, always: how many companies have customers, industries and job titles, and how many lack them. The gaps are
-- differences of the totals beside them, which document 0 reckons by hand.
with

origins as (
    select
        count(distinct origin_domain) as companies_with_customers
        , count(distinct customer_domain) as customer_domains
    from {{ref "int_origin_customers"}}
)

, industries as (
    select count(distinct domain) as companies_with_industries
    from {{ref "company_icp_industries_from_customers"}}
)

-- Titles of companies that have customers: another vendor's stories belong to no gap.
, job_titles as (
    select count(distinct domain) as companies_with_job_titles
    from {{ref "icp_job_titles_from_champions"}}
    where domain in (select origin_domain from {{ref "int_origin_customers"}})
)

, customers as (
    select
        count(*) filter (where has_industry) as customer_domains_with_industry
        , count(*) filter (where not is_enriched) as customer_domains_not_enriched
    from (
        select
            domains.customer_domain
            , industries.domain is not null as has_industry
            , enriched.domain is not null as is_enriched
        from (select distinct customer_domain from {{ref "int_origin_customers"}}) as domains
        left join (select distinct domain from {{ref "int_company_industries"}}) as industries
            on industries.domain = domains.customer_domain
        left join (
            select domain from {{ref "stg_extracted__company_firmographics"}}
            union
            select domain from {{ref "stg_core__company_descriptions"}}
        ) as enriched
            on enriched.domain = domains.customer_domain
    ) as domains
)

, rows_without_domain as (
    select count(*) as customers_without_domain
    from {{ref "stg_core__company_customers"}}
    where origin_domain is not null
        and customer_domain is null
)

select
    origins.companies_with_customers
    , industries.companies_with_industries
    , origins.companies_with_customers - industries.companies_with_industries as companies_without_industries
    , job_titles.companies_with_job_titles
    , origins.companies_with_customers - job_titles.companies_with_job_titles as companies_without_job_titles
    , origins.customer_domains
    , customers.customer_domains_with_industry
    , origins.customer_domains - customers.customer_domains_with_industry as customer_domains_without_industry
    , customers.customer_domains_not_enriched
    , rows_without_domain.customers_without_domain
    , {{as_of}} as updated_at
from origins
cross join industries
cross join job_titles
cross join customers
cross join rows_without_domain

-- One row, always: how many companies have customers, industries and job titles, and how many lack them. The gaps are
-- differences of the totals beside them, which document 0 reckons by hand; the rows of the source are all accounted for.
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

, missing as (
    select count(*) as customer_domains_without_industry
    from {{ref "icp_missing_customers"}}
)

, customers as (
    select
        count(*) filter (where not is_enriched) as customer_domains_not_enriched
        , count(*) filter (where is_punycode) as customer_domains_in_punycode
    from {{ref "int_customer_domains"}}
)

, rows_by_status as (
    select
        count(*) as customer_rows
        , count(*) filter (where status = 'counted') as customer_rows_counted
        , count(*) filter (where status = 'later than as_of') as rows_later_than_as_of
        , count(*) filter (where status = 'no origin') as rows_without_origin
        , count(*) filter (where status in ('no domain', 'domain is no name', 'mailbox provider')) as customers_without_domain
        , count(*) filter (where status = 'its own customer') as rows_of_own_customers
    from {{ref "int_customer_rows"}}
)

, quotes as (
    select
        count(*) as champion_rows
        , count(*) filter (where origin_domain is not null and full_name_key is not null and job_title is not null)
            as champion_rows_counted
    from {{ref "int_champion_quotes"}}
)

select
    origins.companies_with_customers
    , industries.companies_with_industries
    , origins.companies_with_customers - industries.companies_with_industries as companies_without_industries
    , job_titles.companies_with_job_titles
    , origins.companies_with_customers - job_titles.companies_with_job_titles as companies_without_job_titles
    , origins.customer_domains
    , origins.customer_domains - missing.customer_domains_without_industry as customer_domains_with_industry
    , missing.customer_domains_without_industry
    , customers.customer_domains_not_enriched
    , customers.customer_domains_in_punycode
    , rows_by_status.customer_rows
    , rows_by_status.customer_rows_counted
    , rows_by_status.rows_later_than_as_of
    , rows_by_status.rows_without_origin
    , rows_by_status.customers_without_domain
    , rows_by_status.rows_of_own_customers
    , quotes.champion_rows
    , quotes.champion_rows_counted
    , {{as_of}} as updated_at
from origins
cross join industries
cross join job_titles
cross join missing
cross join customers
cross join rows_by_status
cross join quotes

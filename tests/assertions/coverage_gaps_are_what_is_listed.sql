-- The arithmetic by which document 0 states its gaps (7,451 - 3,117 = 4,334 and 7,451 - 1,152 = 6,299), on our figures: a
-- gap is the difference of two totals, and as many companies or customers as the lists name one by one.
with

listed as (
    select
        (select count(distinct origin_domain) from {{ref "int_origin_customers"}}) as with_customers
        , (select count(*) from {{ref "icp_blockers"}} where is_blocked and customers_total > 0) as blocked
        , (select count(*) from {{ref "icp_missing_customers"}}) as missing
        , (
            select count(*)
            from (select distinct origin_domain as domain from {{ref "int_origin_customers"}}) as origins
            where not exists (
                select 1
                from {{ref "icp_job_titles_from_champions"}} as titles
                where titles.domain = origins.domain
            )
        ) as without_titles
        , (
            select count(*)
            from (
                select customer_domain from {{ref "int_origin_customers"}}
                except
                select domain from {{ref "int_company_industries"}}
            ) as without_industry
        ) as domains_without_industry
)

, comparisons as (
    select 'origins - origins with industries = blocked origins' as rule
        , stats.companies_with_customers - stats.companies_with_industries as expected, listed.blocked as found
    from {{ref "icp_coverage_stats"}} as stats, listed
    union all
    select 'origins - origins with job titles = origins that no story quotes'
        , stats.companies_with_customers - stats.companies_with_job_titles, listed.without_titles
    from {{ref "icp_coverage_stats"}} as stats, listed
    union all
    select 'customers - customers with an industry = customers to send out'
        , stats.customer_domains - stats.customer_domains_with_industry, listed.missing
    from {{ref "icp_coverage_stats"}} as stats, listed
    union all
    select 'customers to send out = customers in no industry', listed.missing, listed.domains_without_industry
    from listed
    union all
    select 'origins with customers = origins', stats.companies_with_customers, listed.with_customers
    from {{ref "icp_coverage_stats"}} as stats, listed
)

select rule, expected, found
from comparisons
where found is distinct from expected

-- The same as parts of a whole, for a chart: what is covered of each, and what is missing.
{{config description="Covered and missing of each part of the coverage, in percent and in numbers."}}
select
    parts.part
    , parts.state
    , parts.count
    , parts.total
    , round(100.0 * parts.count / nullif(parts.total, 0), 2) as percent
from {{ref "icp_coverage_stats"}} as stats
cross join lateral (values
    (1, 'industries', 'covered', stats.companies_with_industries, stats.companies_with_customers)
    , (2, 'industries', 'missing', stats.companies_without_industries, stats.companies_with_customers)
    , (3, 'job titles', 'covered', stats.companies_with_job_titles, stats.companies_with_customers)
    , (4, 'job titles', 'missing', stats.companies_without_job_titles, stats.companies_with_customers)
    , (5, 'customers', 'covered', stats.customer_domains_with_industry, stats.customer_domains)
    , (6, 'customers', 'missing', stats.customer_domains_without_industry, stats.customer_domains)
) as parts (position, part, state, count, total)
where parts.total > 0
order by parts.position

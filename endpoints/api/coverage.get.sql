-- The coverage of document 0, with the parts that it is of.
{{config response="row" description="How many companies have industries and job titles, and how many lack them."}}
select
    *
    , round(100.0 * companies_with_industries / nullif(companies_with_customers, 0), 2) as industries_percent
    , round(100.0 * companies_with_job_titles / nullif(companies_with_customers, 0), 2) as job_titles_percent
    , round(100.0 * customer_domains_with_industry / nullif(customer_domains, 0), 2) as customer_domains_percent
from {{ref "icp_coverage_stats"}}

-- How far the industries of companies may be trusted: each company by its best industry.
{{config description="Companies by the confidence of their best industry."}}
select
    confidence_label
    , count(*) as companies
from (
    select distinct on (domain)
        domain
        , confidence_label
        , confidence_score
    from {{ref "company_icp_industries_from_customers"}}
    order by domain, confidence_score desc nulls last, icp_industry collate "C"
) as best
group by confidence_label
order by array_position(array['high', 'medium', 'low'], confidence_label::text)

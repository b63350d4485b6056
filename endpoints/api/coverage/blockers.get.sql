-- The companies that cannot have a profile yet: not one of their customers has a known industry.
{{config description="Companies without one customer of known industry, and what to do next."}}
{{params
  limit=(limit default=100 max=10000 description="companies at most")
  offset=(offset description="companies to leave out first")
}}
select
    domain
    , customers_total
    , customers_with_industry
    , customers_without_record
    , customers_of_unknown_industry
    , customers_without_domain
    , next_step
from {{ref "icp_blockers"}}
where is_blocked
order by customers_total desc, domain collate "C"
limit {{param "limit"}}
offset {{param "offset"}}

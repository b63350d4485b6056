-- One row per customer or prospect that is no target, with the reason: nobody is lost in silence. A lapsed customer whose
-- past margin is unknown is a gap in the data, and worth a look.
select
    eligibility.company_key
    , eligibility.customer_id
    , companies.domain
    , companies.company_name
    , coalesce(eligibility.left_out_because, 'no top customers to resemble') as reason
    , eligibility.recency_days
    , round(eligibility.past_margin, 2)::numeric(18, 2) as past_margin
    , {{as_of}} as updated_at
from {{ref "int_target_eligibility"}} as eligibility
join {{ref "int_companies"}} as companies on companies.company_key = eligibility.company_key
where not exists (
    select 1
    from {{ref "int_lookalike_candidates"}} as candidates
    where candidates.company_key = eligibility.company_key
)

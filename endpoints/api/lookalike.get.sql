-- The targets as they stand, a page at a time, with what people decided about them. Nothing is built.
{{config description="Look-alike targets with their status, best first."}}
{{params
  tier=(enum "A" "B" "C" "U" optional=true description="only targets of this tier")
  source=(enum "net_new" "win_back" optional=true description="only targets of this source")
  status=(enum "pending" "approved" "enriched" "contacted" optional=true description="only targets that have got so far")
  limit=(limit default=100 max=10000 description="targets at most")
  offset=(offset description="targets to leave out first")
}}
select
    domain
    , company_name
    , source
    , industry
    , state
    , country
    , employee_count
    , tier
    , similarity_score
    , opportunity_score
    , opportunity_rank
    , p_fit
    , expected_value
    , coverage
    , reason_codes
    , status
from {{ref "lookalike_targets"}}
where ({{param "tier"}} is null or tier = {{param "tier"}})
    and ({{param "source"}} is null or source = {{param "source"}})
    and ({{param "status"}} is null or status = {{param "status"}})
order by tier collate "C", opportunity_score desc nulls last, target_id collate "C"
limit {{param "limit"}}
offset {{param "offset"}}

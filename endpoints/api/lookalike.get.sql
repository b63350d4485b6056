-- The targets as they stand, a page at a time, with what people decided about them. Nothing is built.
{{config description="Look-alike targets with their status, best first."}}
{{params
  tier=(enum "A" "B" "C" "U" optional=true description="only targets of this tier")
  source=(enum "net_new" "win_back" optional=true description="only targets of this source")
  status=(enum "pending" "approved" "enriched" "contacted" optional=true description="only targets that have got so far")
  limit=(limit default=100 max=10000 description="targets at most")
  offset=(offset description="targets to leave out first")
}}
with

page as (
    select *
    from {{ref "lookalike_targets"}}
    where ({{param "tier"}} is null or tier = {{param "tier"}})
        and ({{param "source"}} is null or source = {{param "source"}})
        and ({{param "status"}} is null or status = {{param "status"}})
    order by tier collate "C", opportunity_score desc nulls last, target_id collate "C"
    limit {{param "limit"}}
    offset {{param "offset"}}
)

-- The reason codes with names and values as they are in the tables of traits, for whoever writes them in words.
, reasons as (
    select
        domain
        , array_agg(
            case
                when contribution is null then 'unknown:' || trait_name
                else trait_name || ':' || trait_value || ':' || {{signed "contribution"}}
            end
            order by position
        ) as reasons
    from {{ref "lookalike_reasons"}}
    where is_reason_code
        and domain in (select domain from page)
    group by domain
)

select
    page.domain
    , page.company_name
    , page.source
    , page.industry
    , page.state
    , page.country
    , page.employee_count
    , page.tier
    , page.similarity_score
    , page.opportunity_score
    , page.opportunity_rank
    , page.p_fit
    , page.expected_value
    , page.coverage
    , page.reason_codes
    , coalesce(reasons.reasons, array[]::text[]) as reasons
    , page.status
from page
left join reasons on reasons.domain = page.domain
order by page.tier collate "C", page.opportunity_score desc nulls last, page.target_id collate "C"

-- What POST /api/lookalike/generate answers when its run went well; the body filters.
{{config response="json"}}
{{params
  source=(text optional=true max_length=100 description="only targets of this source")
  tier=(enum "A" "B" "C" "U" optional=true description="only targets of this tier")
  limit=(limit default=100 max=10000 description="targets at most")
}}
with

targets as (
    select *
    from {{ref "lookalike_targets"}}
    where ({{param "source"}} is null or source = {{param "source"}})
        and ({{param "tier"}} is null or tier = {{param "tier"}})
    order by opportunity_score desc nulls last, target_id collate "C"
    limit {{param "limit"}}
)

select
    json_build_object(
        'status', 'success'
        , 'count', count(*)
        , 'targets', coalesce(
            json_agg(targets order by targets.opportunity_score desc nulls last, targets.target_id collate "C")
            , '[]'
        )
    ) as answer
from targets

-- How far the links sent in the range have got: each stage is a part of the one before.
{{config description="Links sent in the range: sent, clicked, clicked again."}}
{{params
  range=(enum "24h" "7d" "30d" "all" default="all" description="links sent in this range")
  campaign=(text optional=true max_length=200 description="only this campaign")
}}
with

links as (
    {{links_sent_in (param "range") (param "campaign")}}
)

, counted as (
    select
        count(*) as sent
        , count(*) filter (where clicks > 0) as clicked
        , count(*) filter (where clicks > 1) as clicked_again
    from links
)

select
    stages.stage
    , stages.links
from counted
cross join lateral (values
    (1, 'sent', counted.sent)
    , (2, 'clicked', counted.clicked)
    , (3, 'clicked again', counted.clicked_again)
) as stages (position, stage, links)
where counted.sent > 0
order by stages.position

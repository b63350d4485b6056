-- How many targets each tier has, by where they come from.
{{config description="Targets by tier and source."}}
select
    tier
    , source
    , count(*) as targets
    , count(*) filter (where status <> 'pending') as decided
    , sum(expected_value) as expected_value
from {{ref "lookalike_targets"}}
group by tier, source
order by tier collate "C", source collate "C"

-- The figures of the top 20 percent against all others.
{{config response="json" description="The figures of the top 20 percent against all others."}}
select json_build_object('status', 'success', 'stats', row_to_json(top20_stats)) as answer
from {{ref "top20_stats"}} as top20_stats

-- What POST /api/analytics/calculate answers when its run went well.
{{config response="json"}}
{{params run_id=(run "id")}}
select
    json_build_object(
        'status', 'success'
        , 'message', 'Customer metrics calculated successfully'
        , 'stats', row_to_json(top20_stats)
        , 'run_id', {{param "run_id"}}
    ) as answer
from {{ref "top20_stats"}} as top20_stats

-- What the refreshes of derived tables answer: the results of the run, and the coverage as it is now.
{{config response="json"}}
{{params run_id=(run "id") status=(run "status") results=(run "results")}}
select
    json_build_object(
        'status', {{param "status"}}
        , 'run_id', {{param "run_id"}}
        , 'results', {{param "results"}}::json
        , 'coverage', row_to_json(coverage)
    ) as answer
from {{ref "icp_coverage_stats"}} as coverage

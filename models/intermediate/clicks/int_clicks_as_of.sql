-- One row per click before as_of, judged by what was known then: a table, so that the statistics of a run are over clicks
-- of one moment, and come out the same when the run is repeated.
{{config materialized="table"}}

select * from (
    {{judged_clicks (ref "stg_tracker__clicks") (ref "stg_tracker__links") (ref "robot_agents") until=(as_of)}}
) as judged

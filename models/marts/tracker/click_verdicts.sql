-- One row per recorded click, raw and complete, with its link and what speaks against a person: raw = persons + excluded.
{{config materialized="view"}}

select * from (
    {{judged_clicks (ref "stg_tracker__clicks") (ref "stg_tracker__links") (ref "robot_agents")}}
) as judged

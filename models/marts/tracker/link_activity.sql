-- One row per link that was not deleted, with what its person did: the table of document 2's dashboard. Persons are named
-- here and nowhere else.
{{config materialized="view"}}

{{activity_of_links (ref "stg_tracker__links") (ref "click_verdicts")}}

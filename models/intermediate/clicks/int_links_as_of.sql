-- One row per link that was sent before as_of and is not deleted: read once, as the clicks beside it.
{{config materialized="table"}}

select
    link_id
    , person_key
    , icp
    , campaign
    , sent_at
    , is_send_time_known
    , deleted_at
from {{ref "stg_tracker__links"}}
where deleted_at is null
    and sent_at < {{as_of}}

-- How far a target has got: one row per domain in the project's own table. A domain that is no target is unknown.
{{config response="row" writes=true description="Sets how far a look-alike target has got."}}
{{params
  domain=(text max_length=255 description="the target's domain, or customer:<id>")
  status=(enum "pending" "approved" "enriched" "contacted" description="how far it has got")
}}
insert into {{source "analytics" "lookalike_status"}} as decided (domain, status, updated_at)
select target.domain, {{param "status"}}, now()
from {{ref "lookalike_scored"}} as target
where target.domain = {{param "domain"}}
limit 1
on conflict (domain) do update set
    status = excluded.status
    , updated_at = excluded.updated_at
returning domain, status, updated_at

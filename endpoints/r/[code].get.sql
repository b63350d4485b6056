-- Where a link leads, and the click recorded, in one statement. The links of deleted campaigns still lead there: whoever
-- holds the mail is not to blame. A page that a program loads ahead is recorded as that.
{{config response="redirect" writes=true public=true description="Follows a link."}}
{{params
  code=(text max_length=64 description="the code of the link")
  user_agent=(header "user-agent" max_length=500)
  sec_purpose=(header "sec-purpose" max_length=100)
  purpose=(header "purpose" max_length=100)
  x_moz=(header "x-moz" max_length=100)
  ip_hash=(client "ip_hash")
}}
with

link as (
    select link_id, destination_url
    from {{source "tracker" "links"}}
    where code = {{param "code"}}
        and destination_url ~* '^https?://'
)

, recorded as (
    insert into {{source "tracker" "clicks"}} (click_id, link_id, clicked_at, method, user_agent, ip_hash)
    select
        gen_random_uuid()::text
        , link_id
        , clock_timestamp()
        , case
            when concat_ws(' ', {{param "sec_purpose"}}, {{param "purpose"}}, {{param "x_moz"}}) ~* 'prefetch|prerender|preview'
                then 'PREFETCH'
            else 'GET'
        end
        , {{param "user_agent"}}
        , {{param "ip_hash"}}
    from link
)

select destination_url as location
from link

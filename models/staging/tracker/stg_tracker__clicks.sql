-- One row per recorded click. A tracker that kept no method recorded pages alone.
select
    click_id
    , link_id
    , clicked_at
    , coalesce(upper(btrim(method)), 'GET') as method
    , nullif(btrim(user_agent), '') as user_agent
    , nullif(btrim(ip_hash), '') as ip_hash
from {{source "tracker" "clicks"}}

-- One row per recorded click, as it was recorded: all of them are read for every answer. A tracker that kept no method
-- recorded pages alone.
select
    click_id
    , link_id
    , clicked_at
    , coalesce(method, 'GET') as method
    , coalesce(user_agent, '') as user_agent
    , ip_hash
from {{source "tracker" "clicks"}}

-- Takes a link out of every list and figure. Its clicks stay recorded, and its address still leads where it led.
{{config response="empty" writes=true description="Deletes a link."}}
{{params id=(text max_length=100 description="link_id")}}
update {{source "tracker" "links"}}
set deleted_at = coalesce(deleted_at, now())
where link_id = {{param "id"}}

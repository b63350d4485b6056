-- A company's next deal begins after the one before was lost; nothing follows a deal that was won or is open.
select earlier.deal_id, earlier.outcome, earlier.closed_at, later.deal_id as next_deal_id, later.deal_created_at
from {{ref "deals"}} as earlier
join {{ref "deals"}} as later
    on later.domain = earlier.domain
    and later.deal_number = earlier.deal_number + 1
where earlier.outcome <> 'lost' or later.deal_created_at <= earlier.closed_at

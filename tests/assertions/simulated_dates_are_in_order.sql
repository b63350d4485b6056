-- A deal is created before each stage it enters, enters them in order, and is closed at the last one, by as_of.
select history.deal_id, history.stage_position, deals.deal_created_at, history.entered_at, deals.closed_at
from {{ref "deal_stage_history"}} as history
join {{ref "deals"}} as deals on deals.deal_id = history.deal_id
where not (
    deals.deal_created_at < history.entered_at
    and history.entered_at <= coalesce(deals.closed_at, {{as_of}})
    and (history.stage_position < 6 or history.entered_at = deals.closed_at)
    and not exists (
        select 1
        from {{ref "deal_stage_history"}} as earlier
        where earlier.deal_id = history.deal_id
            and earlier.stage_position < history.stage_position
            and earlier.entered_at >= history.entered_at
    )
)

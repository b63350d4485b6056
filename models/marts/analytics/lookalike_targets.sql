-- One row per target, with what people decided about it: a view, so that a decision shows at once and outlives every
-- rebuild of the scores. A target that nobody has looked at is pending; a status without a target stays where it is.
{{config materialized="view"}}

select
    scored.*
    , coalesce(decided.status, 'pending') as status
    , {{#if (gt (var "lookalike_capacity") 0)~}}
        scored.opportunity_rank <= {{var "lookalike_capacity"}}
    {{~else~}}
        true
    {{~/if}} as is_within_capacity
from {{ref "lookalike_scored"}} as scored
left join {{source "analytics" "lookalike_status"}} as decided on decided.domain = scored.domain

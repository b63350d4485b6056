-- One row per deal that the draws make, with its dates: also those that lie after as_of. What is known at as_of is gtm.deals.
{{config materialized="table"}}

with

ends as (
    select deal_id, max(seconds_from_creation) as seconds_to_close
    from {{ref "int_gtm_deal_steps"}}
    group by deal_id
)

, offsets as (
    select
        attempts.*
        , ends.seconds_to_close
        -- A company's next deal begins when the one before is lost and it has come back.
        , coalesce(sum(ends.seconds_to_close + 1 + floor(86400 * attempts.days_until_return)::bigint) over (
            partition by attempts.company_key
            order by attempts.deal_number
            rows between unbounded preceding and 1 preceding
        ), 0)::bigint as seconds_after_first
    from {{ref "int_gtm_attempts"}} as attempts
    join ends on ends.deal_id = attempts.deal_id
)

, created as (
    select
        *
        , timestamptz '{{var "gtm_first_day"}} 00:00:00Z'
            + {{seconds (pipeline_second "company_key")}}
            + {{seconds "seconds_after_first"}} as deal_created_at
    from offsets
)

select
    deal_id
    , company_key
    , deal_number
    , employee_band
    , p_win
    , win_draw
    , is_won
    , last_position
    , arr
    , deal_created_at
    , deal_created_at + {{seconds "seconds_to_close"}} as closed_at
from created

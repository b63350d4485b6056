-- One row per deal and step that it comes to: seconds from its creation to the step. A deal's whole cycle falls into six
-- parts, cut at random (the same chance for every way to cut it); one that is lost ends where its next step would have
-- been. Step 7 is that end. Each step is a second later than the one before, at least.
{{config materialized="table"}}

with

parts as (
    select
        attempts.deal_id
        , attempts.is_won
        , attempts.last_position
        , attempts.cycle_days
        , steps.step
        , - ln({{positive_draw (literal (var "gtm_seed")) "attempts.company_key"
            "'step' || steps.step::text || case when attempts.deal_number > 1 then ':' || attempts.deal_number::text else '' end"}}) as part
    from {{ref "int_gtm_attempts"}} as attempts
    cross join generate_series(1, 6) as steps (step)
)

, moments as (
    select
        deal_id
        , is_won
        , last_position
        , step
        , step + floor(
            86400 * cycle_days
            * sum(part) over (partition by deal_id order by step)
            / sum(part) over (partition by deal_id)
        )::bigint as seconds_from_creation
    from parts
)

select
    deal_id
    , case when step > last_position then 7 else step end as position
    , seconds_from_creation
from moments
where step <= last_position + 1

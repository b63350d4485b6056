-- What project.yml says of the simulation can be drawn from; each row is a setting that cannot.
with

settings as (
    select
        '{{var "gtm_calibrate_on"}}' as calibrate_on
        , {{var "gtm_deal_rate"}}::numeric as deal_rate
        , {{var "gtm_win_rate"}}::numeric as win_rate
        , {{var "gtm_return_rate"}}::numeric as return_rate
        , {{var "gtm_renewal_rate"}}::numeric as renewal_rate
        , date '{{var "gtm_first_day"}}' as first_day
        , date '{{var "gtm_last_day"}}' as last_day
        , {{var "gtm_max_deals"}}::numeric as max_deals
        , {{var "gtm_start_within_days"}}::numeric as start_within_days
        , least(
            {{var "gtm_cycle_ln_deviation"}}, {{var "gtm_return_ln_deviation"}}, {{var "gtm_arr_ln_deviation"}}
            , {{var "gtm_return_median_days"}}
        )::numeric as least_deviation
    from {{ref "int_gtm_intercepts"}}
)

, problems as (
    select
        problem.*
    from settings
    cross join lateral (
        values
            ('gtm_calibrate_on is neither reference nor companies', calibrate_on in ('reference', 'companies'))
            , ('gtm_deal_rate is not between 0 and 1', deal_rate > 0 and deal_rate < 1)
            , ('gtm_win_rate is not between 0 and 1', win_rate > 0 and win_rate < 1)
            , ('gtm_return_rate is no share', return_rate between 0 and 1)
            , ('gtm_renewal_rate is no share', renewal_rate between 0 and 1)
            , ('gtm_last_day is not after gtm_first_day', last_day > first_day)
            , ('gtm_max_deals is below 1', max_deals >= 1)
            , ('gtm_start_within_days is below 1', start_within_days >= 1)
            , ('a deviation, or gtm_return_median_days, is negative', least_deviation >= 0)
    ) as problem (setting, is_sound)
)

select setting
from problems
where not is_sound

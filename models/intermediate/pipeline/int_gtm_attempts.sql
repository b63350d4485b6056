-- One row per deal that the draws make, whenever it begins: a company's first, and after a lost one perhaps another. One
-- draw decides how far it gets: it reaches a stage when the draw is below that stage's probability of being reached, so
-- the first step that it fails is where it is lost, and winning is the draw being below p_win.
{{config materialized="table"}}

with

numbered as (
    select
        odds.company_key
        , numbers.deal_number
        , odds.employee_band
        , odds.p_win
        , odds.cycle_factor
        , odds.arr_factor
        , {{pipeline_draw "odds.company_key" (deal_purpose "win" "numbers.deal_number")}} as win_draw
        , {{pipeline_draw "odds.company_key" (deal_purpose "return" "numbers.deal_number")}} as return_draw
    from {{ref "int_gtm_odds"}} as odds
    cross join generate_series(1, {{var "gtm_max_deals"}}) as numbers (deal_number)
    where odds.has_deal
)

, followed as (
    select
        *
        , win_draw < p_win as is_won
        -- Another deal follows a lost one, where the company comes back.
        , bool_and(win_draw >= p_win and return_draw < {{var "gtm_return_rate"}}) over (
            partition by company_key
            order by deal_number
            rows between unbounded preceding and 1 preceding
        ) as is_followed
    from numbered
)

, reached as (
    select
        followed.company_key
        , followed.deal_number
        , max(stages.position) as last_position
    from followed
    cross join {{ref "gtm_stages"}} as stages
    cross join (select win_probability from {{ref "gtm_stages"}} where position = 1) as first
    where stages.win_probability > 0
        and followed.win_draw < {{reach_of_stage "followed.p_win" "stages.win_probability" "first.win_probability"}}
    group by followed.company_key, followed.deal_number
)

, timed as (
    select
        followed.company_key || '#' || followed.deal_number as deal_id
        , followed.*
        , reached.last_position
        -- Ten years at most: beyond that a tail of the distribution says nothing about sales.
        , least(3650, followed.cycle_factor * {{log_normal_draw (literal (var "gtm_seed")) "followed.company_key"
            (deal_purpose "cycle" "followed.deal_number") (var "gtm_cycle_ln_mean") (var "gtm_cycle_ln_deviation")}}) as cycle_days
        , {{var "gtm_return_median_days"}} * {{log_normal_draw (literal (var "gtm_seed")) "followed.company_key"
            (deal_purpose "gap" "followed.deal_number") "0" (var "gtm_return_ln_deviation")}} as days_until_return
        , bands.arr_floor
        , bands.arr_ceiling
        , followed.arr_factor * bands.arr_median * {{log_normal_draw (literal (var "gtm_seed")) "followed.company_key"
            (deal_purpose "arr" "followed.deal_number") "0" (var "gtm_arr_ln_deviation")}} as drawn_arr
    from followed
    join reached
        using (company_key, deal_number)
    join {{ref "gtm_arr_bands"}} as bands on bands.employee_band = followed.employee_band
    where coalesce(followed.is_followed, true)
)

select
    timed.deal_id
    , timed.company_key
    , timed.deal_number
    , timed.employee_band
    , timed.p_win
    , timed.win_draw
    , timed.is_won
    , timed.last_position
    , timed.cycle_days
    , timed.days_until_return
    , prices.annual_price::numeric(18, 2) as arr
from timed
cross join lateral (
    select annual_price
    from {{ref "gtm_price_list"}} as list
    where list.annual_price between timed.arr_floor and timed.arr_ceiling
    order by abs(list.annual_price - timed.drawn_arr), list.annual_price
    limit 1
) as prices

-- One row: the intercepts at which the mean odds hit gtm_deal_rate (of companies) and gtm_win_rate (of first deals). They
-- are solved over a written list of profiles, not over the companies at hand: otherwise every new company would move the odds
-- of all others. gtm_calibrate_on says so; without a list the companies are taken.
{{config materialized="table"}}

with

listed as (
    select icp, x12, fhir, previous_customer, employee_band, companies::bigint as companies
    from {{ref "gtm_reference_profiles"}}
    where '{{var "gtm_calibrate_on"}}' = 'reference'
)

, at_hand as (
    select icp, x12, fhir, previous_customer, employee_band, count(*) as companies
    from {{ref "int_gtm_profiles"}}
    where not exists (select 1 from listed)
    group by icp, x12, fhir, previous_customer, employee_band
)

, market as (
    select given.companies, effects.deal_effect, effects.win_effect
    from (select * from listed union all select * from at_hand) as given
    join {{ref "int_gtm_effects"}} as effects
        using (icp, x12, fhir, previous_customer, employee_band)
)

, deal_effects as materialized (
    select deal_effect as effect, sum(companies) as weight
    from market
    group by deal_effect
)

, deals as materialized (
    select {{calibrated_intercept "deal_effects" (var "gtm_deal_rate")}} as intercept
)

-- A profile counts among deals as often as it has one.
, win_effects as materialized (
    select
        market.win_effect as effect
        , sum(market.companies * {{probability_of "(deals.intercept + market.deal_effect)"}}) as weight
    from market
    cross join deals
    group by market.win_effect
)

select
    case when exists (select 1 from listed) then 'reference' else 'companies' end as calibrated_on
    , (select coalesce(sum(companies), 0)::bigint from market) as calibrated_companies
    , deals.intercept as deal_intercept
    , {{calibrated_intercept "win_effects" (var "gtm_win_rate")}} as win_intercept
from deals

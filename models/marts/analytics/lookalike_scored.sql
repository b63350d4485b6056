-- One row per target: how much the company resembles the top customers, what it may be worth, and why. What people
-- decided about it is not here but in analytics.lookalike_status, which no build touches; analytics.lookalike_targets
-- shows both. The likelihood is naive Bayes: traits add up as if they were independent. Read it as an order, not as odds.
with

-- The share of buyers that are top customers: what is known of a company before anything is known.
base as (
    select avg(case when is_top_20 then 1 else 0 end) as top_share
    from {{ref "int_buyers"}}
)

, average_buyer as (
    select avg(scores.resemblance) as resemblance
    from {{ref "int_buyers"}} as buyers
    join {{ref "int_company_scores"}} as scores
        on scores.company_key = buyers.company_key
        and scores.training_set = 0
    where scores.known_traits > 0
)

, fitted as (
    select
        candidates.*
        , {{logit "base.top_share"}} + coalesce(scores.score, 0) as fit_logit
        , scores.coverage
        -- What is unknown is taken for average: missing data is neither a merit nor a fault.
        , 100 * (
            scores.coverage * coalesce(scores.resemblance, average_buyer.resemblance)
            + (1 - scores.coverage) * average_buyer.resemblance
        ) as similarity_score
    from {{ref "int_lookalike_candidates"}} as candidates
    cross join base
    cross join average_buyer
    left join {{ref "int_company_scores"}} as scores
        on scores.company_key = candidates.company_key
        and scores.training_set = 0
)

, valued as (
    select
        fitted.*
        , {{probability_of "fitted.fit_logit"}} as p_fit
        , case
            when fitted.source = 'win_back'
                -- The longer it is gone, the less of its margin is counted on: half after win_back_half_life_days.
                then fitted.past_margin * power(
                    0.5::numeric
                    , (fitted.recency_days - fitted.lapse_limit) / {{var "win_back_half_life_days"}}
                )
            else coalesce(segments.expected_margin, overall.expected_margin)
        end as margin_at_stake
    from fitted
    left join {{ref "int_company_traits"}} as sizes
        on sizes.company_key = fitted.company_key
        and sizes.trait_name = 'employee_band'
    left join {{ref "int_company_traits"}} as industries
        on industries.company_key = fitted.company_key
        and industries.trait_name = 'industry'
    left join {{ref "int_segment_margins"}} as segments
        on segments.employee_band = sizes.trait_value
        and segments.industry = industries.trait_value
    left join {{ref "int_segment_margins"}} as overall
        on overall.employee_band is null
)

, ranked as (
    select
        *
        , p_fit * margin_at_stake as expected_value
        , rank() over (partition by source order by p_fit * margin_at_stake) as place_from_below
        , rank() over (partition by source order by p_fit * margin_at_stake desc nulls last) as opportunity_rank
        , count(p_fit * margin_at_stake) over (partition by source) as valued_targets
    from valued
)

, scored as (
    select
        *
        , case
            when expected_value is not null
                then 100 * {{percent_rank "place_from_below" "valued_targets"}}
        end as opportunity_score
    from ranked
)

, reasons as (
    select
        target_key
        , array_agg(reason_code order by position) as reason_codes
    from {{ref "int_lookalike_reasons"}}
    where is_reason_code
    group by target_key
)

select
    md5(scored.target_key) as target_id
    , scored.target_key as domain
    , scored.customer_id
    , companies.company_name
    , companies.industry
    , companies.naics
    , companies.city
    , companies.state
    , companies.country
    , companies.employee_count
    , round(companies.annual_revenue, 2)::numeric(18, 2) as annual_revenue
    , scored.source
    , scored.recency_days
    , scored.lapse_limit
    , round(scored.past_margin, 2)::numeric(18, 2) as past_margin
    , scored.similarity_score
    , scored.coverage
    , scored.fit_logit
    , scored.p_fit
    , round(scored.expected_value, 2)::numeric(18, 2) as expected_value
    , scored.opportunity_score
    , scored.opportunity_rank
    , {{target_tier "scored.similarity_score" "scored.opportunity_score" "scored.coverage"}} as tier
    , coalesce(reasons.reason_codes, array[]::text[]) as reason_codes
    , {{as_of}} as created_at
    , {{as_of}} as updated_at
from scored
join {{ref "int_companies"}} as companies on companies.company_key = scored.company_key
left join reasons on reasons.target_key = scored.target_key

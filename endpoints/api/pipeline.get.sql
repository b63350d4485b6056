-- The simulated pipeline at a glance: how far deals get, what became of companies, revenue by month, and whether the draws
-- agree with their odds.
{{config response="json" description="SIMULATED: the funnel by stage, outcomes, open pipeline, revenue by month, and predicted against drawn."}}
{{params
  months=(integer default=24 min=1 max=120 description="months whose last day is shown, back from as_of")
}}
with

deal_figures as (
    select
        count(*) as deals
        , count(*) filter (where outcome = 'won') as won
        , count(*) filter (where outcome = 'lost') as lost
        , count(*) filter (where outcome = 'open') as open
        , count(*) filter (where stage_position = 0) as not_begun
        , coalesce(sum(arr) filter (where outcome = 'open'), 0) as open_arr
        , coalesce(round(sum(arr * win_probability) filter (where outcome = 'open'), 2), 0) as weighted_open_arr
        , round((percentile_cont(0.5) within group (order by sales_cycle_days::double precision)
            filter (where outcome = 'won'))::numeric, 2) as median_days_to_win
        , round((percentile_cont(0.5) within group (order by sales_cycle_days::double precision)
            filter (where outcome = 'lost'))::numeric, 2) as median_days_to_loss
    from {{ref "deals"}}
)

, funnel as (
    select
        stage_position
        , stage
        , entered
        , advanced
        , lost
        , still_open
        , round(advance_rate, 4) as advance_rate
        , round(advance_rate_low, 4) as advance_rate_low
        , round(advance_rate_high, 4) as advance_rate_high
        , round(default_rate, 4) as default_rate
        , is_measured
        , median_days
    from {{ref "stage_rates"}}
)

, companies as (
    select
        count(*) as companies
        , count(*) filter (where outcome = 'won') as won
        , count(*) filter (where outcome = 'open') as open
        , count(*) filter (where outcome = 'lost') as lost
        , count(*) filter (where outcome = 'no_opportunity') as no_opportunity
        , max(updated_at) as as_of
    from {{ref "unified"}}
)

, contract_figures as (
    select
        coalesce(sum(arr) filter (where status = 'active'), 0) as arr
        , coalesce(sum(mrr) filter (where status = 'active'), 0) as mrr
        , coalesce(sum(arr) filter (where status = 'upcoming'), 0) as upcoming_arr
        , count(*) filter (where status = 'active') as customers
        , count(*) as contracts
        , count(*) filter (where contract_type = 'renewal') as renewals
    from {{ref "billing"}}
)

, months as (
    select
        to_char(ends.month_end, 'YYYY-MM') as month
        , coalesce(sum(billing.mrr), 0) as mrr
        , count(billing.billing_id) as customers
    from (
        select least({{as_of_date}}, (date_trunc('month', {{as_of_date}}) - (ago - 1) * interval '1 month')::date - 1) as month_end
        from generate_series(0, {{param "months"}} - 1) as ago
    ) as ends
    left join {{ref "billing"}} as billing
        on billing.start_date <= ends.month_end
        and billing.end_date >= ends.month_end
    group by ends.month_end
)

, tenths as (
    select
        question
        , decile
        , predictions
        , round(predicted_mean, 4) as predicted_mean
        , drawn
        , round(drawn_share, 4) as drawn_share
        , round(drawn_low, 4) as drawn_low
        , round(drawn_high, 4) as drawn_high
        , round(z, 2) as z
        , target_rate
    from {{ref "calibration"}}
)

select
    json_build_object(
        'status', 'success'
        , 'simulated', true
        , 'note', 'Deals and billing are simulated: drawn from stated odds, not sold.'
        , 'as_of', companies.as_of
        , 'outcomes', json_build_object(
            'companies', companies.companies
            , 'won', companies.won
            , 'open', companies.open
            , 'lost', companies.lost
            , 'no_opportunity', companies.no_opportunity
        )
        , 'deals', row_to_json(deal_figures)
        , 'funnel', (select coalesce(json_agg(funnel order by funnel.stage_position), '[]') from funnel)
        , 'revenue', row_to_json(contract_figures)
        , 'months', (select coalesce(json_agg(months order by months.month collate "C"), '[]') from months)
        , 'calibration', (
            select coalesce(json_agg(tenths order by tenths.question collate "C", tenths.decile), '[]')
            from tenths
        )
    ) as answer
from companies
cross join deal_figures
cross join contract_figures

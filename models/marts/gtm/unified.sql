-- SIMULATED where it is about deals and billing. One row per company, with what is said of it, what was found out about it,
-- and what became of it. Deals and contracts are brought to one row per company before they are joined.
with

numbered_deals as (
    select
        *
        , row_number() over (partition by domain order by deal_number) as first_place
        , row_number() over (partition by domain order by deal_number desc) as latest_place
    from {{ref "deals"}}
)

, deals as (
    select
        domain
        , count(*) as deal_count
        , count(*) filter (where outcome = 'won') as won_deals
        , count(*) filter (where outcome = 'lost') as lost_deals
        , count(*) filter (where outcome = 'open') as open_deals
        , max(deal_id) filter (where first_place = 1) as first_deal_id
        , max(deal_created_at) filter (where first_place = 1) as first_deal_created_at
        , max(deal_id) filter (where latest_place = 1) as latest_deal_id
        , max(deal_created_at) filter (where latest_place = 1) as latest_deal_created_at
        , max(stage) filter (where latest_place = 1) as deal_stage
        , max(lost_stage) filter (where latest_place = 1) as lost_stage
        , max(closed_at) filter (where latest_place = 1) as closed_at
        , max(sales_cycle_days) filter (where latest_place = 1) as sales_cycle_days
        , max(arr) filter (where latest_place = 1 and outcome = 'open') as open_arr
    from numbered_deals
    group by domain
)

, contracts as (
    select
        domain
        , count(*) as contract_count
        , sum(arr) as contracted_arr
        , min(start_date) as customer_since
        , max(end_date) as contracted_until
        , max(billing_terms) as billing_terms
        , max(arr) filter (where status <> 'ended') as arr
        , max(mrr) filter (where status <> 'ended') as mrr
    from {{ref "billing"}}
    group by domain
)

select
    companies.domain
    , companies.name
    , companies.primary_industry
    , companies.size
    , companies.employee_band
    , companies.type
    , companies.location
    , companies.country
    , companies.linkedin_url
    , companies.is_previous_customer
    , companies.is_icp
    , companies.icp_segment
    , companies.icp_confidence
    , companies.icp_method
    , companies.uses_x12
    , companies.uses_clearinghouse
    , companies.uses_fhir
    , companies.uses_hl7
    , companies.techstack_confidence
    , companies.techstack_method
    , odds.p_deal
    , odds.p_win
    , case
        when deals.won_deals > 0 then 'won'
        when deals.open_deals > 0 then 'open'
        when deals.lost_deals > 0 then 'lost'
        else 'no_opportunity'
    end as outcome
    , coalesce(deals.deal_count, 0) as deal_count
    , coalesce(deals.won_deals, 0) as won_deals
    , coalesce(deals.lost_deals, 0) as lost_deals
    , coalesce(deals.open_deals, 0) as open_deals
    , deals.first_deal_id
    , deals.first_deal_created_at
    , deals.latest_deal_id
    , deals.latest_deal_created_at
    , deals.deal_stage
    , deals.lost_stage
    , deals.closed_at
    , deals.sales_cycle_days
    , deals.open_arr::numeric(18, 2) as open_arr
    , contracts.arr::numeric(18, 2) as arr
    , contracts.mrr::numeric(18, 2) as mrr
    , contracts.billing_terms
    , contracts.customer_since
    , contracts.contracted_until
    , coalesce(contracts.contract_count, 0) as contract_count
    , coalesce(contracts.contracted_arr, 0)::numeric(18, 2) as contracted_arr
    , true as is_simulated
    , {{as_of}} as updated_at
from {{ref "companies_enriched"}} as companies
left join {{ref "int_gtm_odds"}} as odds on odds.company_key = companies.domain
left join deals on deals.domain = companies.domain
left join contracts on contracts.domain = companies.domain

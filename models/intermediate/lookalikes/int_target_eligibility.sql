-- One row per company, customer or prospect, with the reason why nobody should be sent there, if there is one. A target
-- is a company (what is registered under one name), not an account: one that still buys under any account is no target under another, and of several lapsed
-- accounts the one that earned most speaks for all.
{{config materialized="table"}}

with

suppressed as (
    select
        company
        , min(coalesce(reason, 'no reason given') collate "C") as reason
    from (
        select
            {{target_domain "domain"}} as company
            , reason
        from {{ref "stg_sales__suppressed_domains"}}
        where domain is not null
    ) as listed
    group by company
)

, registered as (
    select
        company_key
        , {{target_domain "domain"}} as company
    from {{ref "int_companies"}}
    where domain is not null
)

, companies as (
    select
        companies.company_key
        , companies.customer_id
        , companies.domain
        , companies.customer_id is not null as is_customer
        , coalesce(registered.company, companies.company_key) as target_key
        , lapses.customer_id is not null as is_buyer
        , coalesce(lapses.has_lapsed, false) as has_lapsed
        , lapses.recency_days
        , lapses.lapse_limit
        , lapses.past_margin
        , suppressed.reason as suppressed_reason
    from {{ref "int_companies"}} as companies
    left join {{ref "int_customer_lapses"}} as lapses on lapses.customer_id = companies.customer_id
    left join registered on registered.company_key = companies.company_key
    left join suppressed on suppressed.company = registered.company
)

, accounts as (
    select
        *
        , bool_or(is_customer) over same_company as is_customer_somewhere
        , bool_or(is_buyer and not has_lapsed) over same_company as is_active_somewhere
        , row_number() over (
            partition by target_key
            order by
                is_customer desc
                , has_lapsed and coalesce(past_margin, 0) > 0 desc
                , past_margin desc nulls last
                , company_key collate "C"
        ) as place
    from companies
    window same_company as (partition by target_key)
)

select
    company_key
    , customer_id
    , target_key
    , is_customer
    , recency_days
    , lapse_limit
    , past_margin
    , case
        when suppressed_reason is not null then 'suppressed: ' || suppressed_reason
        when is_customer and not is_buyer then 'customer that never bought'
        when is_customer and not has_lapsed then 'active customer'
        when is_customer and is_active_somewhere then 'active under another account'
        when is_customer and past_margin is null then 'past margin unknown'
        when is_customer and past_margin <= 0 then 'past margin not above 0'
        when is_customer and place > 1 then 'another account of the company counts'
        when not is_customer and domain is null then 'no domain'
        when not is_customer and is_customer_somewhere then 'customer already'
        when not is_customer and place > 1 then 'listed under another address'
    end as left_out_because
from accounts

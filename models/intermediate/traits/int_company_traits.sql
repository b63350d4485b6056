-- One row per company and trait with a known value. Values are compared without case, accents and blanks and shown as
-- customers write them most often: from here on equal values are equal texts.
{{config materialized="table"}}

with

written as (
    select
        companies.company_key
        , companies.customer_id is not null as is_customer
        , trait.name as trait_name
        , trait.value
    from {{ref "int_companies"}} as companies
    cross join lateral (
        values
            ('industry', companies.industry)
            , ('naics', companies.naics)
            , ('country', companies.country)
            , ('state', companies.state)
            , ('city', companies.city)
            , ('employee_band', companies.employee_band)
            , ('revenue_band', companies.revenue_band)
    ) as trait (name, value)
    where trait.value is not null
)

-- Keys are made for the distinct values, which are few, not for every company.
, spellings as (
    select
        trait_name
        , value
        , {{text_key "value"}} as value_key
        , customers
        , companies
    from (
        select
            trait_name
            , value
            , count(*) filter (where is_customer) as customers
            , count(*) as companies
        from written
        group by trait_name, value
    ) as counted
)

, shown as (
    select distinct on (trait_name, value_key)
        trait_name
        , value_key
        , value as trait_value
    from spellings
    order by trait_name, value_key, customers desc, companies desc, value collate "C"
)

select
    written.company_key
    , written.trait_name
    , shown.trait_value
from written
join spellings
    on spellings.trait_name = written.trait_name
    and spellings.value = written.value
join shown
    on shown.trait_name = spellings.trait_name
    and shown.value_key = spellings.value_key

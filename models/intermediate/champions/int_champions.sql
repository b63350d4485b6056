-- One row per origin company, person, title and table that prints it, with the number of quotations. A person is known by
-- profile, else by name and customer. A table: the titles are judged and counted from here.
{{config materialized="table"}}
with

quotes as (
    select
        *
        , coalesce(customer_domain, case_study_id) as customer_key
    from {{ref "int_champion_quotes"}}
    where origin_domain is not null
        and full_name_key is not null
        and job_title is not null
)

-- A quotation that names no customer is of the one customer that has a person of this name, if it is one.
, placed as (
    select
        *
        , coalesce(customer_key, {{only_value "customer_key" "origin_domain, full_name_key"}}, '') as place
    from quotes
)

-- A profile printed beside one quotation holds for the others of the same name and customer.
, identified as (
    select
        *
        , coalesce(
            profile_key
            , {{only_value "profile_key" "origin_domain, full_name_key, place"}}
            , full_name_key || '|' || place
        ) as person_key
    from placed
)

select
    origin_domain
    , person_key
    , job_title
    , found_in
    , count(*) as quotes_count
from identified
group by origin_domain, person_key, job_title, found_in

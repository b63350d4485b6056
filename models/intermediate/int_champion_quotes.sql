-- One row per origin company, person, title and table that prints it, with the number of quotations. A person
-- is known by profile, else by name and customer; a profile found on one quotation counts for all of that name there. A
-- table: read twice by the titles.
{{config materialized="table"}}
with

quotes as (
    select
        'extracted' as found_in
        , details.origin_domain
        , details.customer_domain
        , coalesce(details.customer_domain, details.id) as customer_key
        , champions.full_name_key
        , champions.profile_key
        , champions.job_title
    from {{ref "stg_extracted__case_study_champions"}} as champions
    join {{ref "stg_extracted__case_study_details"}} as details on details.id = champions.case_study_id
    union all
    select
        'core'
        , coalesce(champions.origin_domain, details.origin_domain)
        , details.customer_domain
        , coalesce(details.customer_domain, champions.case_study_id, '')
        , champions.full_name_key
        , champions.profile_key
        , champions.job_title
    from {{ref "stg_core__case_study_champions"}} as champions
    left join {{ref "stg_extracted__case_study_details"}} as details on details.id = champions.case_study_id
)

, employers as (
    select
        customer_domain
        , min(customer_name_key collate "C") as name_key
    from {{ref "stg_core__company_customers"}}
    group by customer_domain
)

, people as (
    select
        quotes.found_in
        , quotes.origin_domain
        , coalesce(
            max(quotes.profile_key collate "C") over (partition by quotes.origin_domain, quotes.full_name_key)
            , quotes.full_name_key || '|' || quotes.customer_key
        ) as person_key
        -- "CTO, Acme": the employer is no part of the title.
        , case
            when right({{text_key "quotes.job_title"}}, length(employers.name_key) + 2) = ', ' || employers.name_key
                then left(quotes.job_title, -length(employers.name_key) - 2)
            else quotes.job_title
        end as job_title
    from quotes
    left join employers on employers.customer_domain = quotes.customer_domain
    where quotes.origin_domain is not null
        and quotes.full_name_key is not null
        and quotes.job_title is not null
)

select
    origin_domain
    , person_key
    , job_title
    , found_in
    , count(*) as quotes_count
from people
where job_title <> ''
group by origin_domain, person_key, job_title, found_in

-- One row per quotation in either champion table, with the title alone: employer, article and gender marks are no part
-- of it. The origin is the case study's; a row of the consolidated table may name its own. Without one it is nobody's. A
-- table: champions and the account of all rows are made from it.
{{config materialized="table"}}
with

-- Materialized: a title is made comparable once, not once for each name that its employer goes by.
quotes as materialized (
    select
        'extracted' as found_in
        , champions.id
        , details.origin_domain
        , details.customer_domain
        , details.case_study_key
        , champions.case_study_id
        , champions.full_name_key
        , champions.profile_key
        , champions.job_title as printed_title
        , {{text_key "champions.job_title"}} as printed_key
    from {{ref "stg_extracted__case_study_champions"}} as champions
    left join {{ref "stg_extracted__case_study_details"}} as details on details.id = champions.case_study_id
    union all
    select
        'core'
        , champions.id
        , coalesce(champions.origin_domain, details.origin_domain)
        , details.customer_domain
        , details.case_study_key
        , champions.case_study_id
        , champions.full_name_key
        , champions.profile_key
        , champions.job_title
        , {{text_key "champions.job_title"}}
    from {{ref "stg_core__case_study_champions"}} as champions
    left join {{ref "stg_extracted__case_study_details"}} as details on details.id = champions.case_study_id
)

, employers as (
    select
        customer_domain
        , array_agg(distinct customer_name_key) as name_keys
    from {{ref "stg_core__company_customers"}}
    where customer_name_key is not null
    group by customer_domain
)

-- Whom a story is about, as the vendor that tells it lists its customers.
, subjects as (
    select
        case_study_key
        , array_agg(distinct customer_name_key) as name_keys
    from {{ref "stg_core__company_customers"}}
    where customer_name_key is not null
        and case_study_key is not null
    group by case_study_key
)

, employed as (
    select
        quotes.*
        , employer.name_key as employer_key
    from quotes
    left join employers on employers.customer_domain = quotes.customer_domain
    left join subjects on subjects.case_study_key = quotes.case_study_key
    -- Of the names that vendors give the company, the longest that ends the title.
    left join lateral (
        select name_key
        from unnest(employers.name_keys || subjects.name_keys) as name_key
        where right(quotes.printed_key, length(name_key)) = name_key
        order by length(name_key) desc, name_key collate "C"
        limit 1
    ) as employer on true
)

select
    found_in
    , id
    , origin_domain
    , customer_domain
    , case_study_id
    , full_name_key
    , profile_key
    , printed_title
    , {{title_alone (title_without_employer "printed_title" "printed_key" "employer_key")}} as job_title
from employed

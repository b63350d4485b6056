-- One row per written value that the reference data does not understand, by how many companies or persons bear it: the
-- to-do list of those who keep industry_lookup and the job-title rules.
with

industries as (
    select
        'industry' as kind
        , mode() within group (order by parts.industry collate "C") as value
        , count(distinct records.domain) as bearers
    from {{ref "int_industry_parts"}} as parts
    join {{ref "int_company_records"}} as records on records.written_industry = parts.written_industry
    join {{ref "int_customer_domains"}} as customers on customers.customer_domain = records.domain
    where not parts.is_mapped
    group by parts.industry_key
)

, job_titles as (
    select
        'job title' as kind
        , mode() within group (order by champions.job_title collate "C") as value
        , count(distinct champions.origin_domain || ' ' || champions.person_key) as bearers
    from {{ref "int_champions"}} as champions
    join {{ref "int_job_titles"}} as titles on titles.job_title = champions.job_title
    where titles.function = 'unknown'
    group by {{title_key "champions.job_title"}}
)

, unmapped as (
    select * from industries
    union all
    select * from job_titles
)

select
    kind
    , value
    , bearers
    , row_number() over (partition by kind order by bearers desc, value collate "C") as frequency_rank
    , {{as_of}} as updated_at
from unmapped

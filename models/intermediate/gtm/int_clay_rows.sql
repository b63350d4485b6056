-- One row per row of companies_clay.csv, with the reason why it is no company of its own, or none. Which of several rows
-- about one company is chosen depends on what they say, not on where they stand.
{{config materialized="table"}}

with

judged as (
    select
        *
        , case
            when written_domain is null then 'no domain'
            when host is null then 'domain is no name'
            when is_suffix then 'domain is a public suffix'
            when domain is null then 'mailbox provider'
        end as fault
        , num_nonnulls(name, description, primary_industry, size, employee_band, type, location, country, linkedin_url)
            as filled
    from {{ref "stg_gtm__companies_clay"}}
)

, ranked as (
    select
        *
        , row_number() over (
            partition by domain, fault
            order by
                filled desc
                , name collate "C"
                , description collate "C"
                , primary_industry collate "C"
                , size collate "C"
                , employee_band collate "C"
                , type collate "C"
                , location collate "C"
                , country collate "C"
                , linkedin_url collate "C"
                , registrable_domain collate "C"
                , source_row
        ) as place
    from judged
)

select
    source_row
    , case
        when fault is not null then fault
        when place > 1 then 'repeated domain'
    end as reason
    , name
    , written_domain
    , domain
    , registrable_domain
    , description
    , primary_industry
    , written_size
    , size
    , employee_band
    , type
    , location
    , written_country
    , country
    , linkedin_url
from ranked

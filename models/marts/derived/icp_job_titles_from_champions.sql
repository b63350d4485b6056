-- One row per origin company and job title of the people who speak for it in case studies. People are counted, not
-- rows; both champion tables are read, and a quotation that stands in both counts once.
with

quotes_by_table as (
    select
        quotes.origin_domain
        , quotes.person_key
        , quotes.found_in
        , titles.shown_title
        , min(titles.seniority collate "C") as seniority
        , min(titles.function collate "C") as function
        , min(titles.canonical_title collate "C") as canonical_title
        , sum(quotes.quotes_count) as quotes_count
    from {{ref "int_champion_quotes"}} as quotes
    join {{ref "int_job_titles"}} as titles on titles.job_title = quotes.job_title
    group by quotes.origin_domain, quotes.person_key, quotes.found_in, titles.shown_title
)

-- The two tables overlap: the fuller one says how often a person is quoted.
, people as (
    select
        origin_domain
        , person_key
        , shown_title
        , min(seniority collate "C") as seniority
        , min(function collate "C") as function
        , min(canonical_title collate "C") as canonical_title
        , max(quotes_count) as quotes_count
    from quotes_by_table
    group by origin_domain, person_key, shown_title
)

select
    origin_domain as domain
    , shown_title as job_title
    , count(*) as champion_count
    , sum(quotes_count)::bigint as quotes_count
    , min(seniority collate "C") as seniority
    , min(function collate "C") as function
    , min(canonical_title collate "C") as canonical_title
    , {{as_of}} as updated_at
from people
group by origin_domain, shown_title

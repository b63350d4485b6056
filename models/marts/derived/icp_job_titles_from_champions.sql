-- One row per origin company and job title of the people who speak for it in case studies. People are counted, not
-- rows; both champion tables are read, and a quotation that stands in both counts once.
with

-- "CTO", "cto" and "C.T.O." are one title, shown in its most frequent spelling.
spellings as (
    select distinct on ({{title_key "job_title"}})
        {{title_key "job_title"}} as title_key
        , job_title as shown_title
    from {{ref "int_champions"}}
    group by job_title
    order by {{title_key "job_title"}}, sum(quotes_count) desc, job_title collate "C"
)

, quotes_by_table as (
    select
        champions.origin_domain
        , champions.person_key
        , spellings.shown_title
        , champions.found_in
        , sum(champions.quotes_count) as quotes_count
    from {{ref "int_champions"}} as champions
    join spellings on spellings.title_key = {{title_key "champions.job_title"}}
    group by champions.origin_domain, champions.person_key, spellings.shown_title, champions.found_in
)

-- The two tables overlap: the fuller one says how often a person is quoted.
, people as (
    select
        origin_domain
        , person_key
        , shown_title
        , max(quotes_count) as quotes_count
    from quotes_by_table
    group by origin_domain, person_key, shown_title
)

, counted as (
    select
        origin_domain
        , shown_title
        , count(*) as champion_count
        , sum(quotes_count)::bigint as quotes_count
    from people
    group by origin_domain, shown_title
)

select
    counted.origin_domain as domain
    , counted.shown_title as job_title
    , counted.champion_count
    , counted.quotes_count
    , titles.seniority
    , titles.function
    , titles.canonical_title
    , titles.matched_rule
    , titles.confidence
    , {{as_of}} as updated_at
from counted
join {{ref "int_job_titles"}} as titles on titles.job_title = counted.shown_title

-- One row per job title as printed, with the title behind it: without employer, gender form and case, and what the rules
-- of job_title_rules say of its seniority and function.
with

printed as (
    select
        job_title
        , sum(quotes_count) as quotes_count
    from {{ref "int_champion_quotes"}}
    group by job_title
)

, keyed as (
    select
        job_title
        , quotes_count
        , {{text_key "job_title"}} as whole_key
        , title
        , {{text_key "title"}} as title_key
    from printed
    -- "CTO AT ACME", "Responsable Marketing (H/F)".
    cross join lateral (
        select btrim(regexp_replace(
            regexp_replace(job_title, '\s*\((h/f|f/h|m/f)\)|·e\M', '', 'gi')
            , '\s+(at|chez|@)\s+.*$', '', 'i')) as title
    ) as stripped
)

, judged as (
    select distinct on (keyed.job_title)
        keyed.job_title
        , keyed.title_key
        , rules.seniority
        , rules.function
        , rules.canonical_title
    from keyed
    left join {{ref "job_title_rules"}} as rules on keyed.whole_key ~ rules.pattern
    order by keyed.job_title, rules.priority
)

, spellings as (
    select distinct on (title_key)
        title_key
        , title as shown_title
    from keyed
    group by title_key, title
    order by title_key, sum(quotes_count) desc, title collate "C"
)

select
    judged.job_title
    , spellings.shown_title
    , coalesce(judged.seniority, 'unknown') as seniority
    , coalesce(judged.function, 'unknown') as function
    , judged.canonical_title
from judged
join spellings on spellings.title_key = judged.title_key

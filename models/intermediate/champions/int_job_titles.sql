-- One row per job title, with what it says of seniority and function, the rules that said so and how far to trust them.
-- Of several roles in a title the highest gives the seniority, the first that names one the function. Rules below
-- priority 20 speak for the whole title ("assistant to the CEO"); those from 70 on where no other does.
{{config materialized="table"}}
with

ranked_roles as (
    select distinct on (matches.job_title, matches.role_number)
        matches.*
        , levels.level_rank
    from {{ref "int_job_title_matches"}} as matches
    join {{ref "job_levels"}} as levels on levels.seniority = matches.seniority
    order by
        matches.job_title, matches.role_number
        , matches.priority < 20 desc
        -- "Senior software engineer": a trade says the level only where nothing else does.
        , matches.seniority = 'individual'
        , matches.priority, matches.word_count desc, matches.first_word, matches.pattern collate "C"
)

, by_seniority as (
    select distinct on (job_title) *
    from ranked_roles
    order by job_title, priority < 20 desc, level_rank desc, role_number
)

, by_function as (
    select distinct on (job_title)
        *
        , case when seniority = 'individual' then canonical_title end as noun
    from {{ref "int_job_title_matches"}}
    where function is not null
    order by
        job_title, priority < 20 desc, priority >= 70, role_number
        , priority, word_count desc, first_word, pattern collate "C"
)

, judged as (
    select
        texts.job_title
        , by_seniority.seniority
        , by_function.function
        , coalesce(
            by_seniority.canonical_title
            , {{composed_title "levels.pattern" "functions.area" "coalesce(by_function.noun, functions.noun)"}}
            , levels.bare_title
        ) as canonical_title
        , by_seniority.kind || ' ' || by_seniority.pattern as seniority_rule
        , by_function.kind || ' ' || by_function.pattern as function_rule
        , {{rule_confidence "by_seniority"}} as seniority_confidence
        , {{rule_confidence "by_function"}} as function_confidence
    from {{ref "int_job_title_texts"}} as texts
    left join by_seniority on by_seniority.job_title = texts.job_title
    left join by_function on by_function.job_title = texts.job_title
    left join {{ref "job_levels"}} as levels on levels.seniority = by_seniority.seniority
    left join {{ref "job_functions"}} as functions on functions.function = by_function.function
)

select
    job_title
    , coalesce(seniority, 'unknown') as seniority
    , coalesce(function, 'unknown') as function
    , canonical_title
    , seniority_rule
    , function_rule
    , case
        when seniority_rule = function_rule then seniority_rule
        else nullif(concat_ws(' + ', seniority_rule, function_rule), '')
    end as matched_rule
    -- A title of which one half is known is worth half.
    , case
        when seniority_rule is not null and function_rule is not null
            then least(seniority_confidence, function_confidence)
        else coalesce(seniority_confidence, function_confidence, 0) * 0.5
    end as confidence
from judged

-- One row per title, rule of job_title_rules and place where it fits: an alias is a whole role, and no guard of the rule
-- stands in the title.
with

titles as (
    select
        job_title
        , array_agg(phrase) as phrases
    from {{ref "int_job_title_phrases"}}
    group by job_title
)

select
    found.job_title
    , found.role_number
    , found.first_word
    , found.word_count
    , found.is_whole_role
    , rules.priority
    , rules.kind
    , rules.pattern
    , rules.seniority
    , rules.function
    , rules.canonical_title
from {{ref "int_job_title_phrases"}} as found
join {{ref "job_title_rules"}} as rules
    on rules.pattern = found.phrase
    and (rules.kind <> 'alias' or found.is_whole_role)
join titles on titles.job_title = found.job_title
where rules.guards is null
    or not titles.phrases && string_to_array(rules.guards, '|')
